package dev.qm.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The channels of the acceptance tests, made with {@code qm ipc new} and served and used by the
 * demo pair of {@code examples/ipc}: {@link #CHAT} between the two sides, and two inside the
 * partition. All run, and have exchanged messages.
 */
final class Channels {

  /** Served by the safety side; it stays until the partition goes. */
  static final String CHAT = "chat";

  /** Inside the partition: two containers, and a pod. */
  static final List<String> INSIDE = List.of("talk", "duo");

  private static final String DEMO = "/root/qm-ipc-demo.tar";

  /** Where in the audit log the making of the channels began. */
  private static final String BEGIN = "/root/channels/audit-log";

  private final Partition partition;

  private Channels(Partition partition) {
    this.partition = partition;
  }

  /** Those that have been made in a partition. */
  static Channels in(Partition partition) {
    return new Channels(partition);
  }

  /** What {@link #make} makes the channels of. */
  static List<Path> sources() {
    try (Stream<Path> files = Files.walk(demoFolder())) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the demo", e);
    }
  }

  /** From the commands to messages in each channel. */
  static void make(Partition partition) {
    Vm vm = partition.vm();
    vm.write(BEGIN, Long.toString(AuditLog.fromNow(vm).next()));
    copyDemo(vm);
    vm.run("podman", "load", "--quiet", "--input", DEMO).out();
    partition.qm("cp", DEMO, "qm:/var/tmp/demo.tar").out();
    partition.exec("podman", "load", "--quiet", "--input", "/var/tmp/demo.tar").out();
    partition.qm("ipc", "new", CHAT, "--between", "asil,qm").out();
    partition.qm("ipc", "new", "talk", "--between", "qm,qm").out();
    partition.qm("ipc", "new", "duo", "--between", "qm,qm", "--pod").out();
    vm.run("systemctl", "daemon-reload").out();
    vm.run("systemctl", "enable", "--now", CHAT + ".socket").out();
    Result restart = partition.qm("restart");
    if (restart.exitCode() != 0) {
      throw new IllegalStateException(restart + partition.journal());
    }
    Channels channels = in(partition);
    channels.awaitMessage(CHAT + "-client");
    channels.awaitMessage("talk-client");
    channels.awaitMessage("duo-client");
  }

  /** What was denied to anybody since the channels were made. */
  List<Avc> denied() {
    Vm vm = partition.vm();
    return AuditLog.from(vm, Long.parseLong(vm.run("cat", BEGIN).out())).denials();
  }

  /** Removes a channel as {@code qm ipc remove} and the commands that it prints do. */
  void takeBack(String name) {
    String printed = partition.qm("ipc", "remove", name).out();
    for (String line : printed.lines().filter(line -> line.startsWith("  ")).toList()) {
      partition.vm().shell(line).out();
    }
  }

  /** Waits until a client has an answer to its third message, and has heard the server unasked. */
  void awaitMessage(String client) {
    awaitLine(client, "^<- ACK .*");
    awaitLine(client, "^<- TICK .*");
  }

  /** The first line of what a container in the partition says that is like this. */
  String awaitLine(String container, String pattern) {
    // a container that has just been started may not be there yet; its next line ends the reading
    return partition
        .shell(
            "until podman container exists %1$s; do sleep 0.2; done; podman logs -f %1$s 2>&1 | grep -E -m 1 '%2$s'"
                .formatted(container, pattern))
        .out();
  }

  private static Path demoFolder() {
    return Path.of(System.getProperty("qm.testbed", "."), "../examples/ipc");
  }

  /** The demo's image, built as its README says; nothing of it stays on this machine. */
  private static void copyDemo(Vm vm) {
    try {
      Path folder = Files.createTempDirectory("qm-ipc-demo");
      Path file = folder.resolve("demo.tar");
      try {
        build(file);
        vm.copy(file, DEMO);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot build the demo's image", e);
    }
  }

  private static void build(Path file) throws IOException {
    try {
      Path script = demoFolder().resolve("build-image");
      Process process =
          new ProcessBuilder(script.toString(), "--output", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getOutputStream().close();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(script + " failed, see above");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the demo's image was built", e);
    }
  }
}
