package dev.bowsprit.llb;

/**
 * Proxy variables of an exec that are no part of its cache key: {@code pb.ProxyEnv}. Empty ones are
 * not set.
 *
 * @param httpProxy {@code HTTP_PROXY} and {@code http_proxy}
 * @param httpsProxy {@code HTTPS_PROXY} and {@code https_proxy}
 * @param ftpProxy {@code FTP_PROXY} and {@code ftp_proxy}
 * @param noProxy {@code NO_PROXY} and {@code no_proxy}
 * @param allProxy {@code ALL_PROXY} and {@code all_proxy}
 */
public record ProxyEnv(
    String httpProxy, String httpsProxy, String ftpProxy, String noProxy, String allProxy) {

  dev.bowsprit.wire.pb.ProxyEnv toProto() {
    return dev.bowsprit.wire.pb.ProxyEnv.newBuilder()
        .setHttpProxy(httpProxy)
        .setHttpsProxy(httpsProxy)
        .setFtpProxy(ftpProxy)
        .setNoProxy(noProxy)
        .setAllProxy(allProxy)
        .build();
  }
}
