package dev.signet.app;

import java.util.regex.Pattern;

/// The variables in which Kubernetes passes the Services of a namespace to a container, in the
/// style of Docker links
/// ([Kubernetes](https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables)).
/// A Service named `signet`, or `signet-db`, produces names that look like our settings.
final class KubernetesServiceVariables {
  private static final Pattern NAME =
      Pattern.compile(
          "SIGNET_([A-Z0-9_]+_)?"
              + "(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  /// `SIGNET_PORT` is also a setting; the value shows which of the two it is.
  private static final Pattern PORT = Pattern.compile("SIGNET_([A-Z0-9_]+_)?PORT");

  private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.+");

  private KubernetesServiceVariables() {}

  static boolean matches(String name, String value) {
    return NAME.matcher(name).matches()
        || (PORT.matcher(name).matches() && ADDRESS.matcher(value).matches());
  }
}
