package dev.qm.host.socket;

import dev.qm.host.call.CallFailure;
import dev.qm.host.call.SocketCalls;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Where a service tells the one who started it how it stands: sd_notify(3). */
public final class NotifySocket {
  private final Optional<String> name;

  private NotifySocket(Optional<String> name) {
    this.name = name;
  }

  /** The one that the environment names; without one nothing is told. */
  public static NotifySocket of(Map<String, String> environment) {
    var name = environment.getOrDefault("NOTIFY_SOCKET", "");
    // others, such as vsock: addresses, are for those who speak to another machine's systemd
    var isOne = name.startsWith("/") || (name.startsWith("@") && name.length() > 1);
    return new NotifySocket(isOne ? Optional.of(name) : Optional.empty());
  }

  /**
   * Tells one state, or more of them.
   *
   * @param states such as {@code READY=1}
   * @return why it could not be told, if it could not
   */
  public Optional<String> tell(String... states) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      SocketCalls.tell(name.get(), String.join("\n", states).getBytes(StandardCharsets.UTF_8));
      return Optional.empty();
    } catch (CallFailure | IllegalArgumentException failure) {
      return Optional.of(name.get() + ": " + failure.getMessage());
    }
  }
}
