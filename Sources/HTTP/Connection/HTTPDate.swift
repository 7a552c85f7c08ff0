//   IMF-fixdate = day-name "," SP day SP month SP year SP hour ":" minute ":" second SP "GMT"   RFC 9110 section 5.6.7

/// A moment written for a `Date` field, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
public struct HTTPDate: Equatable, Sendable {
  /// The 29 bytes of the date.
  public let bytes: [UInt8]

  /// The date of a number of seconds since 1970, which must lie in the years 1970 to 9999; outside, the nearest end.
  public init(secondsSince1970 seconds: Int) {
    let seconds = min(max(seconds, 0), 253_402_300_799)
    let (days, second) = seconds.quotientAndRemainder(dividingBy: 86400)
    let (year, month, day) = HTTPDate.civil(days)
    let name = HTTPDate.dayNames[(days + 4) % 7]
    let time = [second / 3600, second / 60 % 60, second % 60].map(HTTPDate.twoDigits).joined(separator: ":")
    let text = "\(name), \(HTTPDate.twoDigits(day)) \(HTTPDate.monthNames[month - 1]) \(year) \(time) GMT"
    bytes = Array(text.utf8)
  }

  private static let dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  /// Year, month and day of a count of days since 1970-01-01 in the Gregorian calendar. Years are counted from March,
  /// so that the leap day is a year's last; 400 years have 146 097 days.
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
  }
}
