package dev.qm.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machine in each {@link State}, saved beside the image that it was booted from: its memory and
 * devices, and what it had written to its disk over that of the state before. A test begins with a
 * saved machine in seconds, where a boot and a {@code qm up} cost a minute each.
 *
 * <p>A state is named by the hash of all that made it. It is made in a folder of its own that is
 * renamed when it is whole; those of other inputs are removed then.
 *
 * <p>The clock of a machine goes on where it was saved, until the machine is rebooted: nothing in
 * it can see another clock, and a leap would only start timers.
 */
final class SavedStates {

  private static final String PREFIX = "state-";

  private final VmImage image;
  private final Map<State, String> keys = new EnumMap<>(State.class);
  private final Map<State, Lock> locks = new EnumMap<>(State.class);

  private SavedStates(VmImage image) {
    this.image = image;
    String key = image.folder().getFileName() + " " + Lanes.processorsOfOne();
    for (State state : State.values()) {
      key = hash(key, inputs(state));
      keys.put(state, key);
      locks.put(state, new ReentrantLock());
    }
  }

  /** The states of the present image, runtime image and sources. */
  static SavedStates of(VmImage image) {
    return new SavedStates(image);
  }

  /** A machine in a state; what it changes is gone with it. */
  Vm start(State state) {
    return Vm.restore(image, saved(state));
  }

  /** Who needs a state that another class makes waits for it. */
  private SavedState saved(State state) {
    SavedState there = new SavedState(state, folder(state));
    Lock making = locks.get(state);
    making.lock();
    try {
      return Files.isDirectory(there.folder()) ? there : make(state);
    } finally {
      making.unlock();
    }
  }

  private SavedState make(State state) {
    try {
      SavedState part = new SavedState(state, Files.createTempDirectory(cache(), PREFIX + "part-"));
      try {
        try (Vm vm = begin(part)) {
          state.make(vm);
          vm.save(part);
        }
        Files.move(part.folder(), folder(state));
      } finally {
        delete(part.folder());
      }
      removeStale();
      return new SavedState(state, folder(state));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot save the machine in " + cache(), e);
    }
  }

  /** A machine in the state before, of which all that it writes stays in a folder. */
  private Vm begin(SavedState part) throws IOException {
    long bytes = Files.size(image.disk());
    Optional<State> first = part.state().before();
    if (first.isEmpty()) {
      Overlay.create(part.root(), image.disk(), "raw", bytes);
      image.packDemos(part.demos());
      QmPackages.reserve(part.packages());
      return Vm.boot(image, part);
    }
    SavedState before = saved(first.get());
    Overlay.create(part.root(), before.root(), "qcow2", bytes);
    Files.createLink(part.demos(), before.demos());
    if (part.state() == State.PARTITION) {
      QmPackages.build(part.packages());
    } else {
      Files.createLink(part.packages(), before.packages());
    }
    return Vm.resume(image, before, part);
  }

  private Path folder(State state) {
    return cache().resolve(PREFIX + state.name().toLowerCase(Locale.ROOT) + "-" + keys.get(state));
  }

  private Path cache() {
    return image.folder().resolveSibling("");
  }

  /** A VM that runs keeps its open files: Linux keeps unlinked files until they are closed. */
  private void removeStale() throws IOException {
    Set<Path> mine = keys.keySet().stream().map(this::folder).collect(Collectors.toSet());
    List<Path> stale = new ArrayList<>();
    try (var states = Files.newDirectoryStream(cache(), PREFIX + "*-*")) {
      for (Path state : states) {
        if (!mine.contains(state) && !state.getFileName().toString().contains("-part-")) {
          stale.add(state);
        }
      }
    }
    for (Path state : stale) {
      delete(state);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException problem)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** What makes a state beside the state before. */
  private static List<Path> inputs(State state) {
    return switch (state) {
      case MACHINE ->
          classes(
              Set.of("Vm", "Qmp", "Disk", "Overlay", "SavedStates", "SavedState", "QmPackages"));
      case PARTITION ->
          Stream.concat(
                  QmPackages.image().map(image -> image.resolve("built")).stream(),
                  classes(Set.of("Partition", "State")).stream())
              .toList();
      case CHANNELS ->
          Stream.concat(
                  classes(Set.of("Channels", "AuditLog")).stream(), Channels.sources().stream())
              .toList();
      case CHANGED -> List.of();
    };
  }

  /** The files of classes of this package, and of those inside them. */
  private static List<Path> classes(Set<String> names) {
    try {
      Path here = Path.of(SavedStates.class.getResource("SavedStates.class").toURI()).getParent();
      try (Stream<Path> files = Files.list(here)) {
        return files
            .filter(file -> names.contains(file.getFileName().toString().split("[.$]", 2)[0]))
            .sorted()
            .toList();
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot read the classes of the tests", e);
    }
  }

  private static String hash(String before, List<Path> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(before.getBytes(StandardCharsets.UTF_8));
      for (Path file : new TreeSet<>(files)) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what makes the machine", e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
