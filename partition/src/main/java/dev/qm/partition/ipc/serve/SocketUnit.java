package dev.qm.partition.ipc.serve;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.ipc.declared.Specifiers;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code .socket} of a channel, with its drop-ins: systemd.socket(5).
 *
 * @param file where it stands
 * @param path of the socket, as the machine names it
 * @param socketMode permission bits of the socket
 * @param folderMode permission bits of folders that are made for it
 * @param user the owner's name or number, empty for root
 * @param group the group's name or number, empty for root's
 * @param service that the socket starts
 * @param descriptorName what the service calls the socket
 * @param removed whether the socket goes when the channel does
 */
record SocketUnit(
    Path file,
    String path,
    int socketMode,
    int folderMode,
    String user,
    String group,
    String service,
    String descriptorName,
    boolean removed) {
  /** Where the administrator's units are; {@code qm ipc new} writes there. */
  static final String FOLDER = "/etc/systemd/system";

  private static final String SECTION = "Socket";
  private static final int LONGEST_FILE = 1 << 20;

  /** Kinds of sockets that are not a stream socket with one path. */
  private static final List<String> OTHER_KINDS =
      List.of(
          "ListenDatagram",
          "ListenSequentialPacket",
          "ListenFIFO",
          "ListenSpecial",
          "ListenNetlink",
          "ListenMessageQueue",
          "ListenUSBFunction");

  /**
   * Reads the unit of the channel {@code name}.
   *
   * @throws HostException when there is none, or it asks for what only systemd can do
   */
  static SocketUnit load(Root root, ChannelName name) throws HostException {
    var unitName = name + ".socket";
    var file = root.at(FOLDER + "/" + unitName);
    if (!Files.isRegularFile(file)) {
      throw new HostException(
          "there is no channel " + name + " of the safety side on this machine",
          "no " + file,
          "make one with `qm ipc new " + name + " --between asil,qm`");
    }
    var unit = read(root, unitName);
    for (var kind : OTHER_KINDS) {
      for (var entry : unit.values(SECTION, kind)) {
        throw refused(entry, "qm serves stream sockets only", "use ListenStream=");
      }
    }
    var accept = unit.last(SECTION, "Accept").filter(entry -> isTrue(entry.value()));
    if (accept.isPresent()) {
      throw refused(accept.get(), "qm starts one server for all clients", "leave Accept= out");
    }
    var listen = unit.values(SECTION, "ListenStream");
    if (listen.size() != 1) {
      throw new HostException(
          file + ": " + listen.size() + " lines ListenStream=", "a channel has one socket", "");
    }
    var path =
        Specifiers.expandAll(
            listen.getFirst().value(), unitName, listen.getFirst().origin().toString());
    if (!path.startsWith("/")) {
      throw refused(listen.getFirst(), "a channel's socket has a path", "write %t/ipc/NAME/...");
    }
    return new SocketUnit(
        file,
        path,
        mode(unit, "SocketMode", 0666),
        mode(unit, "DirectoryMode", 0755),
        value(unit, "SocketUser").orElse(""),
        value(unit, "SocketGroup").orElse(""),
        value(unit, "Service").orElse(name + ".service"),
        value(unit, "FileDescriptorName").orElse(unitName),
        value(unit, "RemoveOnStop").filter(SocketUnit::isTrue).isPresent());
  }

  private static UnitFile read(Root root, String name) throws HostException {
    var unit = parsed(root, FOLDER + "/" + name);
    var dropIns = new ArrayList<UnitFile>();
    var folder = root.at(FOLDER + "/" + name + ".d");
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder, "*.conf")) {
        var sorted = new ArrayList<Path>();
        files.forEach(sorted::add);
        sorted.sort(null);
        for (var file : sorted) {
          dropIns.add(parsed(root, FOLDER + "/" + name + ".d/" + file.getFileName()));
        }
      } catch (IOException failure) {
        throw new HostException("cannot read " + folder, failure);
      }
    }
    return unit.merge(dropIns);
  }

  private static UnitFile parsed(Root root, String file) throws HostException {
    var text = ConfinedPath.readBounded(root.directory(), file, LONGEST_FILE);
    try {
      return UnitFile.parse(
          root.at(file), new String(text, StandardCharsets.UTF_8), Dialect.SYSTEMD);
    } catch (UnitSyntaxException broken) {
      throw new HostException("cannot read " + root.at(file), String.valueOf(broken.getMessage()));
    }
  }

  private static Optional<String> value(UnitFile unit, String key) {
    return unit.last(SECTION, key).map(Entry::value).filter(value -> !value.isEmpty());
  }

  private static int mode(UnitFile unit, String key, int otherwise) throws HostException {
    var entry = unit.last(SECTION, key).filter(found -> !found.value().isEmpty());
    if (entry.isEmpty()) {
      return otherwise;
    }
    try {
      var mode = Integer.parseInt(entry.get().value(), 8);
      if (mode >= 0 && mode <= 0777) {
        return mode;
      }
    } catch (NumberFormatException notOctal) {
      // said below
    }
    throw refused(entry.get(), "a mode has octal digits, 0000 to 0777", "");
  }

  private static boolean isTrue(String value) {
    return switch (value) {
      case "1", "yes", "y", "true", "t", "on" -> true;
      default -> false;
    };
  }

  private static HostException refused(Entry entry, String why, String mend) {
    return new HostException(
        entry.origin() + ": " + entry.key() + "=" + entry.value() + " cannot be carried out",
        why,
        mend);
  }
}
