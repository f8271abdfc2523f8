package dev.qm.partition.ipc.serve;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.ipc.declared.SocketUnit;
import dev.qm.partition.ipc.declared.Specifiers;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.YesNo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What qm carries out of the {@code .socket} of a channel: systemd.socket(5).
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
record ServedSocket(
    Path file,
    String path,
    int socketMode,
    int folderMode,
    String user,
    String group,
    String service,
    String descriptorName,
    boolean removed) {
  private static final String SECTION = "Socket";

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
  static ServedSocket load(Root root, ChannelName name) throws HostException {
    var found = SocketUnit.find(root, name.toString());
    if (found.isEmpty()) {
      throw new HostException(
          "there is no channel " + name + " of the safety side on this machine",
          "systemd would find no " + name + ".socket, or it is masked",
          "make one with `qm ipc new " + name + " --between asil,qm`");
    }
    return of(found.get());
  }

  private static ServedSocket of(SocketUnit unit) throws HostException {
    var file = unit.systemd().file();
    for (var problem : unit.systemd().problems()) {
      throw new HostException(
          problem.origin() + ": " + problem.message(), problem.why(), problem.mend());
    }
    for (var kind : OTHER_KINDS) {
      for (var entry : unit.unit().values(SECTION, kind)) {
        throw refused(entry, "qm serves stream sockets only", "use ListenStream=");
      }
    }
    var accept = unit.setting("Accept").filter(entry -> isTrue(entry.value()));
    if (accept.isPresent()) {
      throw refused(accept.get(), "qm starts one server for all clients", "leave Accept= out");
    }
    var listen = unit.unit().values(SECTION, "ListenStream");
    if (listen.size() != 1) {
      throw new HostException(
          file + ": " + listen.size() + " lines ListenStream=", "a channel has one socket", "");
    }
    var one = listen.getFirst();
    // whoever carries it out must know every specifier of it
    Specifiers.expandAll(one.value(), unit.name(), one.origin().toString());
    var paths = unit.listening(List.of("ListenStream"));
    if (paths.isEmpty()) {
      throw refused(one, "a channel's socket has a path", "write %t/ipc/NAME/...");
    }
    return new ServedSocket(
        file,
        paths.getFirst().path(),
        mode(unit, "SocketMode", 0666),
        mode(unit, "DirectoryMode", 0755),
        value(unit, "SocketUser").orElse(""),
        value(unit, "SocketGroup").orElse(""),
        unit.service(),
        value(unit, "FileDescriptorName").orElse(unit.name()),
        value(unit, "RemoveOnStop").filter(ServedSocket::isTrue).isPresent());
  }

  private static Optional<String> value(SocketUnit unit, String key) {
    return unit.setting(key).map(Entry::value).filter(value -> !value.isEmpty());
  }

  private static int mode(SocketUnit unit, String key, int otherwise) throws HostException {
    var entry = unit.setting(key).filter(found -> !found.value().isEmpty());
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
    return YesNo.parse(value).orElse(false);
  }

  private static HostException refused(Entry entry, String why, String mend) {
    return new HostException(
        entry.origin() + ": " + entry.key() + "=" + entry.value() + " cannot be carried out",
        why,
        mend);
  }
}
