# Builds in the Swift image; what runs is the binary with the shared libraries that it names, and no system around them.
# docker build -t pushforward . && docker run --rm -p 8080:8080 --read-only --cap-drop ALL pushforward

FROM swift:6.3-bookworm AS build
WORKDIR /source
COPY scripts/install-dependencies scripts/
COPY Package.* ./
RUN scripts/install-dependencies
RUN swift package resolve
COPY Sources Sources
COPY Tests Tests
COPY openapi.yaml ./
RUN swift build -c release --static-swift-stdlib --product pushforward
COPY LICENSE ./
COPY scripts/assemble-runtime scripts/
RUN scripts/assemble-runtime "$(swift build -c release --static-swift-stdlib --show-bin-path)/pushforward" /runtime

FROM scratch
ARG VERSION=unversioned
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Pushforward" \
      org.opencontainers.image.description="Derivatives over HTTP: JVP, VJP, gradients and Hessian-vector products of functions given as JSON" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=build /runtime /
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
# The port is that of the variable PORT, as it is for the server.
HEALTHCHECK --interval=10s --timeout=5s --start-period=2s --retries=3 CMD ["/usr/local/bin/pushforward", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/pushforward"]
CMD ["serve", "--host", "0.0.0.0"]
