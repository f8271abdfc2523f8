package dev.qm.partition;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The socket in /run/ipc by which BlueChi's agent in the partition comes to the relay of the host,
 * where the relay's file names one.
 */
public final class BluechiChannel {
  /**
   * The keys of an agent's file that say where its controller is: bluechi-agent.conf(5). Older
   * versions of BlueChi said Manager.
   */
  public static final List<String> CONTROLLER_KEYS =
      List.of(
          "ControllerHost",
          "ControllerPort",
          "ControllerAddress",
          "ManagerHost",
          "ManagerPort",
          "ManagerAddress");

  /** The relay's file. */
  static final String FILE = "/etc/qm-assurance/bluechi/relay.conf";

  private static final int LIMIT = 1 << 20;

  private BluechiChannel() {}

  /**
   * Where the relay listens for a node.
   *
   * @param planned the content of files that are to be, by their path
   * @throws HostException when the relay's file cannot be read or understood
   */
  static Optional<String> socket(Root root, Map<String, String> planned, String node)
      throws HostException {
    var file = root.at(FILE);
    try {
      var text =
          planned.containsKey(FILE)
              ? planned.get(FILE)
              : new String(Bounded.bytes(file, LIMIT), StandardCharsets.UTF_8);
      return UnitFile.parse(file, text, Dialect.SYSTEMD)
          .last("Node " + node, "ListenStream")
          .map(Entry::value)
          .filter(path -> path.startsWith(Layout.IPC + "/"));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (UnitSyntaxException error) {
      throw new HostException(
          error.origin() + ": cannot understand the relay's file",
          String.valueOf(error.getMessage()));
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }

  /** Sends the agent there, and nowhere else. */
  static void lead(Map<String, String> settings, String socket, List<String> notes) {
    CONTROLLER_KEYS.forEach(settings::remove);
    settings.put("ControllerAddress", "unix:path=" + socket);
    notes.add("The relay of the host listens there: `qm bluechi configure --ipc`.");
  }
}
