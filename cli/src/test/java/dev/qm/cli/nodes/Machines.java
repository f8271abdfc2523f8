package dev.qm.cli.nodes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Small machines on this one, each with a systemd and a network of its own, on one wire:
 * testbed/machines. They end with this, and with the process that started them, however that ends.
 */
public final class Machines implements AutoCloseable {
  static final Path TREE = Path.of(System.getProperty("qm.tree"));

  private static final String PROGRAM = TREE.resolve("testbed/machines").toString();
  private static final String TOOLS = TREE.resolve("testbed/build-tools").toString();

  private final Following place;
  private final long lab;

  private Machines(Following place) throws InterruptedException {
    this.place = place;
    this.lab = Long.parseLong(place.next());
  }

  /** A place without machines; skips the test, with the reason, where there can be none. */
  public static Machines start() throws Exception {
    assumeTrue(
        Files.isExecutable(TREE.resolve("build/image/bin/qm")),
        "qm is not built: ./qm version builds it");
    var missing = Shell.run(TREE, PROGRAM, "--missing");
    assumeTrue(missing.status() == 0, () -> "there are no small machines here: " + missing.out());
    var built = Shell.run(TREE, TOOLS, "machine");
    assumeTrue(
        built.status() == 0, () -> "the machines' system could not be built: " + built.err());
    return new Machines(Following.of(List.of(PROGRAM, "lab")));
  }

  /**
   * Boots a machine on the wire; whether it has booted, {@link Machine#isBooted} waits for.
   *
   * @param system the files that it has beside those of its system
   * @param folders of this machine, and where it sees them
   */
  public Machine boot(String name, String address, Path system, Map<Path, String> folders)
      throws IOException, InterruptedException {
    var boot = new ArrayList<>(List.of(PROGRAM, "boot", Long.toString(lab), name, address));
    boot.add(system.toString());
    folders.forEach((folder, target) -> boot.add(folder + "=" + target));
    return Machine.boot(name, address, boot);
  }

  /** Takes a machine's cable out. */
  public void cut(Machine machine) throws IOException, InterruptedException {
    call("cut", machine.name());
  }

  /** Puts it back. */
  public void join(Machine machine) throws IOException, InterruptedException {
    call("join", machine.name());
  }

  /**
   * Puts this very machine on the wire, under an address. What runs in its partition can be a node
   * too then: it reaches the others by it.
   */
  public void plug(String address) throws IOException, InterruptedException {
    call("plug", address);
  }

  private void call(String word, String about) throws IOException, InterruptedException {
    var result = Shell.run(TREE, PROGRAM, word, Long.toString(lab), about);
    if (result.status() != 0) {
      throw new AssertionError(word + " " + about + ": " + result.err());
    }
  }

  @Override
  public void close() {
    // the machines end with their place
    try {
      place.end();
    } catch (InterruptedException stopped) {
      place.close();
      Thread.currentThread().interrupt();
    }
  }
}
