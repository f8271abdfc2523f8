package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.quadlet.read.SystemdReader;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A service of the host that is no container and makes a socket in /run/ipc by itself: the relay of
 * BlueChi, whose listening socket has a SELinux type of its own.
 *
 * @param service its unit
 * @param path of the socket
 * @param entry the line that says so
 */
public record NativeServer(String service, String path, Entry entry) {
  /** The relay's unit. */
  public static final String RELAY = "qm-bluechi-relay.service";

  private static final String SECTION = "Service";

  /** Those of a machine. */
  public static List<NativeServer> all(Root root) throws HostException {
    try {
      var servers = new ArrayList<NativeServer>();
      var relay = SystemdReader.read(root.directory(), RELAY);
      if (relay.isPresent()) {
        for (var entry : relay.get().unit().values(SECTION, "Environment")) {
          for (var word : CommandWords.split(entry.value())) {
            var path = word.substring(word.indexOf('=') + 1);
            if (word.startsWith(ContainerUnit.VARIABLE + "=") && DeclaredChannels.isInDoor(path)) {
              servers.add(new NativeServer(RELAY, path, entry));
            }
          }
        }
      }
      return List.copyOf(servers);
    } catch (IOException failure) {
      throw new HostException(
          "cannot read " + RELAY,
          String.valueOf(failure.getMessage()),
          "see to the file and its permissions");
    }
  }

  /** What the channel is called: as the folder of its socket is. */
  String channel() {
    var names = path.split("/", -1);
    return names[names.length - 2];
  }
}
