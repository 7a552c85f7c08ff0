# Builds in the Swift image, runs on plain Debian with the shared libraries that the binary names and nothing else.
# docker build -t pushforward . && docker run --rm -p 8080:8080 pushforward

FROM swift:6.3-bookworm AS build
WORKDIR /source
COPY scripts/install-dependencies scripts/
COPY Package.* ./
RUN scripts/install-dependencies
RUN swift package resolve
COPY Sources Sources
COPY Tests Tests
COPY openapi.yaml ./
RUN swift build -c release --static-swift-stdlib --product pushforward \
    && install -D --strip "$(swift build -c release --static-swift-stdlib --show-bin-path)/pushforward" /out/pushforward

FROM debian:bookworm-slim
ARG VERSION=unversioned
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Pushforward" \
      org.opencontainers.image.description="Derivatives over HTTP: JVP, VJP, gradients and Hessian-vector products of functions given as JSON" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
RUN apt-get update \
    && apt-get install -y --no-install-recommends libopenblas0-pthread libsleef3 libsimdjson14 libssl3 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin pushforward
COPY --from=build /out/pushforward /usr/local/bin/pushforward
COPY LICENSE /usr/share/doc/pushforward/LICENSE
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
# Bash speaks TCP by itself, so the image needs no HTTP client.
HEALTHCHECK --interval=10s --timeout=3s --start-period=2s --retries=3 \
    CMD ["bash", "-c", "exec 3<>\"/dev/tcp/127.0.0.1/${PORT:-8080}\" && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["/usr/local/bin/pushforward"]
CMD ["serve", "--host", "0.0.0.0"]
