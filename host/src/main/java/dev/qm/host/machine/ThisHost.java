package dev.qm.host.machine;

/** The names by which software finds the machine that it runs on. */
public final class ThisHost {
  /** The host, as its containers call it: podman-run(1), --add-host. */
  public static final String INSIDE = "host.containers.internal";

  private ThisHost() {}

  /** Whether a name or an address is that of the machine which reads it: RFC 6761, RFC 5735. */
  public static boolean isNamed(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){1,3}");
  }
}
