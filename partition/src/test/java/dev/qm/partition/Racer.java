package dev.qm.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A hostile partition that exchanges the names of its trees all the time while operations of the
 * host work in them: each name becomes in turn a folder, a file, a link out of the tree (absolute,
 * relative, to a folder, to a file), a named pipe, a socket, a device, or nothing; and whatever
 * else appears beside them, such as a file that is being written, becomes a link to a file of the
 * host.
 *
 * <p>What must hold: nothing outside of the trees changes, not in content, mode, owner or time;
 * nothing waits for ever; and an operation is done or refused with a {@link HostException}.
 *
 * <p>{@code -Dqm.race.rounds=100000} makes it longer.
 */
public final class Racer {
  /** What the files outside of the tree hold. */
  public static final String SECRET = "of the host\n";

  /** A name that each folder outside of the tree has, and none in it. */
  public static final String MARKER = "outside";

  /** Rounds of one race when nothing else is asked for. */
  private static final int ROUNDS = 1500;

  /** Far more than a loaded machine needs for a thousand rounds: what waits longer, hangs. */
  private static final long DEADLINE_MINUTES = 10;

  private static final int DEADLINE_ROUNDS = 10_000;

  /** At least one exchange for so many rounds. */
  private static final int ROUNDS_OF_AN_EXCHANGE = 2;

  /** How many folders that were taken away are kept to be put back. */
  private static final int MOST_PARKED = 40;

  private final Path tree;
  private final List<String> names;
  private final Decoy decoy;
  private final Path pool;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong swaps = new AtomicLong();

  /** One for each exchange. */
  private final Semaphore turns = new Semaphore(0);

  /**
   * Prepares a race.
   *
   * @param tree the partition's, in a folder that nothing else is in
   * @param names the places on the way, relative to the tree, whose names are exchanged
   */
  public Racer(Path tree, List<String> names) throws Exception {
    this.tree = tree;
    this.names = names;
    this.decoy = new Decoy(tree.resolveSibling(tree.getFileName() + "-outside"), names);
    // of the same file system, and out of sight of those who list a folder of the tree
    this.pool = Files.createDirectories(tree.resolveSibling(tree.getFileName() + "-pool"));
    pools();
  }

  /**
   * What the host does in the tree.
   *
   * @param name for the summary
   */
  public record Operation(String name, Work work) {
    /** Does it once. */
    @FunctionalInterface
    public interface Work {
      /** May throw a HostException; anything else is a fault. */
      void run() throws Exception;
    }
  }

  /** How often something was done, and how often refused. */
  private static final class Count {
    private int done;
    private int refused;
  }

  /** Runs the operations in turn against the exchange of names, and says what came of it. */
  public void race(List<Operation> operations) throws Exception {
    var rounds = Integer.getInteger("qm.race.rounds", ROUNDS);
    var counts = new TreeMap<String, Count>();
    var now = new String[] {""};
    var before = decoy.state();
    // one only: two would trick each other into the host's folders
    var hostile = Thread.ofPlatform().start(() -> exchange(new Random(1)));
    var work =
        new FutureTask<Void>(() -> {
          for (var round = 0; round < rounds; round++) {
            var operation = operations.get(round % operations.size());
            now[0] = operation.name();
            // on a busy machine the hostile side gets its turn too
            if (round % ROUNDS_OF_AN_EXCHANGE == 0) {
              turns.acquire();
            }
            var count = counts.computeIfAbsent(operation.name(), _ -> new Count());
            try {
              operation.work().run();
              count.done++;
            } catch (HostException refused) {
              count.refused++;
            }
          }
          return null;
        });
    var worker = Thread.ofPlatform().start(work);
    try {
      work.get(DEADLINE_MINUTES * (1 + rounds / DEADLINE_ROUNDS), TimeUnit.MINUTES);
    } catch (TimeoutException hangs) {
      throw new AssertionError(
          now[0] + " does not end: " + Arrays.toString(worker.getStackTrace()), hangs);
    } finally {
      over.set(true);
      hostile.join();
    }
    say(rounds, counts);
    assertThat(decoy.state()).isEqualTo(before);
  }

  /** Leaves the tree as an honest one: empty. */
  public void surrender() throws IOException {
    remove(tree);
    Files.createDirectory(tree);
  }

  private void say(int rounds, Map<String, Count> counts) {
    var text = new StringBuilder("racer in ").append(tree.getFileName()).append(": ");
    text.append(rounds).append(" rounds, ").append(swaps).append(" exchanges;");
    counts.forEach((name, count) ->
        text.append(' ')
            .append(name)
            .append(' ')
            .append(count.done)
            .append(" done ")
            .append(count.refused)
            .append(" refused;"));
    System.out.println(text);
  }

  /** What a name may become. */
  private enum Kind {
    FOLDER,
    FILE,
    LINK_TO_FOLDER,
    RELATIVE_LINK_TO_FOLDER,
    LINK_TO_FILE,
    RELATIVE_LINK_TO_FILE,
    LINK_TO_NOTHING,
    PIPE,
    SOCKET,
    DEVICE,
    NOTHING
  }

  /** Those that cost a program each are made once, and linked to where they are wanted. */
  private void pools() throws Exception {
    Command.of("mkfifo", pool.resolve("PIPE").toString()).require();
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(pool.resolve("SOCKET")));
    }
    // a terminal nobody has: to open it would fail or wait, never harm
    Command.of("mknod", pool.resolve("DEVICE").toString(), "c", "1", "5").run();
  }

  private void exchange(Random random) {
    var parked = new ArrayDeque<Path>();
    while (!over.get()) {
      var name = names.get(random.nextInt(names.size()));
      var place = tree.resolve(name);
      try {
        if (random.nextInt(4) == 0) {
          drafts(place.resolveSibling(""));
        } else {
          park(place, random, parked);
          put(kind(random), place, name, parked);
          exchanged();
        }
      } catch (IOException | DirectoryIteratorException lost) {
        // the host was faster
      }
    }
  }

  private void exchanged() {
    swaps.incrementAndGet();
    turns.release();
  }

  /** Half of the time what an honest tree has, so that operations get far. */
  private static Kind kind(Random random) {
    return random.nextBoolean() ? Kind.FOLDER : Kind.values()[random.nextInt(Kind.values().length)];
  }

  /** Takes away what is at a place; only where the way to it is the tree's own. */
  private void park(Path place, Random random, Deque<Path> parked) throws IOException {
    requireInside(place);
    var away = pool.resolve("parked-" + random.nextLong());
    try {
      Files.move(place, away, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException nothing) {
      return;
    }
    if (Files.isDirectory(away, LinkOption.NOFOLLOW_LINKS)) {
      parked.addLast(away);
      if (parked.size() > MOST_PARKED) {
        remove(parked.removeFirst());
      }
    } else {
      Files.delete(away);
    }
  }

  private void put(Kind kind, Path place, String name, Deque<Path> parked) throws IOException {
    requireInside(place);
    var isLast = names.stream().noneMatch(other -> other.startsWith(name + "/"));
    switch (kind) {
      case FOLDER -> {
        if (isLast) {
          Files.writeString(place, "[Unit]\n", StandardOpenOption.CREATE_NEW);
        } else if (parked.isEmpty()) {
          Files.createDirectory(place);
        } else {
          Files.move(parked.removeLast(), place, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      case FILE -> Files.writeString(place, "x", StandardOpenOption.CREATE_NEW);
      case LINK_TO_FOLDER -> Files.createSymbolicLink(place, decoy.folder());
      case RELATIVE_LINK_TO_FOLDER ->
          Files.createSymbolicLink(place, relative(place, decoy.folder()));
      case LINK_TO_FILE -> Files.createSymbolicLink(place, decoy.file());
      case RELATIVE_LINK_TO_FILE -> Files.createSymbolicLink(place, relative(place, decoy.file()));
      case LINK_TO_NOTHING -> Files.createSymbolicLink(place, decoy.folder().resolve("nothing"));
      case PIPE, SOCKET, DEVICE -> {
        var original = pool.resolve(kind.name());
        if (Files.exists(original, LinkOption.NOFOLLOW_LINKS)) {
          Files.createLink(place, original);
        }
      }
      case NOTHING -> {}
    }
  }

  /** The test itself follows no link either: its attacker is confined to the tree. */
  private void requireInside(Path place) throws IOException {
    for (var above = place.getParent(); !above.equals(tree); above = above.getParent()) {
      if (!Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("no folder by now");
      }
    }
  }

  private static Path relative(Path place, Path target) {
    return place.getParent().relativize(target);
  }

  /** Exchanges what the host is writing. */
  private void drafts(Path folder) throws IOException {
    requireInside(folder.resolve("x"));
    try (var entries = Files.newDirectoryStream(folder, ".*")) {
      for (var draft : entries) {
        Files.deleteIfExists(draft);
        Files.createSymbolicLink(draft, decoy.file());
        exchanged();
      }
    }
  }

  private static void remove(Path top) throws IOException {
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Files of the host that look just like those that are wanted in the tree. */
  private record Decoy(Path folder, Path file) {
    Decoy(Path top, List<String> names) throws IOException {
      this(Files.createDirectories(top.resolve("folder")), top.resolve("secret"));
      Files.writeString(file, SECRET);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      for (var name : names) {
        // from every depth: what a link in place of the first, second ... name would lead to
        for (var rest = Optional.of(Path.of(name)); rest.isPresent(); rest = shorter(rest.get())) {
          var place = folder.resolve(rest.get());
          if (Files.notExists(place)) {
            var isLast = names.stream().noneMatch(other -> other.startsWith(name + "/"));
            if (isLast) {
              Files.createDirectories(place.getParent());
              Files.writeString(place, SECRET);
            } else {
              Files.createDirectories(place);
            }
          }
        }
      }
      try (var all = Files.walk(top)) {
        for (var place : all.filter(Files::isDirectory).toList()) {
          Files.createFile(place.resolve(MARKER));
        }
      }
    }

    private static Optional<Path> shorter(Path path) {
      return path.getNameCount() == 1
          ? Optional.empty()
          : Optional.of(path.subpath(1, path.getNameCount()));
    }

    /** Everything about all of it. */
    Map<String, String> state() throws IOException {
      var state = new TreeMap<String, String>();
      try (var all = Files.walk(folder.getParent())) {
        for (var path : all.toList()) {
          var attributes =
              Files.readAttributes(
                  path,
                  "unix:mode,uid,gid,nlink,size,lastModifiedTime,ctime",
                  LinkOption.NOFOLLOW_LINKS);
          var content =
              Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                  ? new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                  : "";
          state.put(path.toString(), new TreeMap<>(attributes) + content);
        }
      }
      return state;
    }
  }
}
