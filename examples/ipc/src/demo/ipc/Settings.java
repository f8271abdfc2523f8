package demo.ipc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says.
 *
 * @param socket where the socket is: {@code QM_IPC_SOCKET}
 * @param name of the client, so that the server knows it again: {@code QM_IPC_NAME}
 * @param interval between two messages of the client: {@code QM_IPC_INTERVAL_MS}
 * @param count after how many messages the client ends, 0 for never: {@code QM_IPC_COUNT}
 * @param tick between two lines that the server sends unasked: {@code QM_IPC_TICK_MS}
 * @param stall how long a client may refuse to read: {@code QM_IPC_STALL_MS}
 */
record Settings(
    Optional<Path> socket,
    String name,
    Duration interval,
    long count,
    Duration tick,
    Duration stall) {
  static Settings of(Map<String, String> environment) {
    return new Settings(
        Optional.ofNullable(environment.get("QM_IPC_SOCKET")).map(Path::of),
        environment.getOrDefault("QM_IPC_NAME", "client"),
        milliseconds(environment, "QM_IPC_INTERVAL_MS", 1000),
        number(environment, "QM_IPC_COUNT", 0),
        milliseconds(environment, "QM_IPC_TICK_MS", 1000),
        milliseconds(environment, "QM_IPC_STALL_MS", 5000));
  }

  Path requiredSocket() {
    return socket.orElseThrow(
        () -> new IllegalArgumentException("QM_IPC_SOCKET does not say where the socket is"));
  }

  private static Duration milliseconds(Map<String, String> from, String key, long otherwise) {
    return Duration.ofMillis(Math.max(1, number(from, key, otherwise)));
  }

  private static long number(Map<String, String> from, String key, long otherwise) {
    var text = from.get(key);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(key + "=" + text + " is not a number", notANumber);
    }
  }
}
