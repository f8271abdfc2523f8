package dev.qm.partition.ipc.serve;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.LimitResult;
import dev.qm.host.file.HostileTree;
import dev.qm.host.process.Command;
import dev.qm.host.socket.ListeningSocket;
import dev.qm.partition.UnitTimes;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Plays systemd's part for the safety side of one channel: holds the socket, starts the server when
 * the first client comes, and again when it ended. The socket stays open meanwhile, so no client is
 * refused.
 */
public final class ChannelServer {
  private static final int BACKLOG = 4096;

  /** How long a container may take to end before it is killed: systemd's own value. */
  private static final Duration STOP = Duration.ofSeconds(90);

  /** How long processes may take to end once they are killed. */
  private static final Duration KILL = Duration.ofSeconds(10);

  private final Root root;
  private final ChannelName name;
  private final ServedSocket socket;
  private final ServerCommand command;
  private final RestartPolicy restart;
  private final Duration stopTimeout;
  private final Consumer<String> progress;

  /** Counted down when nothing of the channel is left. */
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Counted down when the process is told to end. */
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** Whether no server runs, and this waits for a client. */
  private boolean idle = true;

  private ChannelServer(
      Root root,
      ChannelName name,
      ServedSocket socket,
      GeneratedService service,
      Consumer<String> progress)
      throws HostException {
    this.root = root;
    this.name = name;
    this.socket = socket;
    this.command = new ServerCommand(service);
    this.restart = RestartPolicy.of(service.unit());
    this.stopTimeout = UnitTimes.timeout(service.unit(), "TimeoutStopSec", STOP);
    this.progress = progress;
  }

  /**
   * Reads the units of the channel {@code name}.
   *
   * @param root the machine whose units they are
   * @param progress takes a sentence whenever something changes
   * @throws HostException when they are missing, broken, or ask for what only systemd can do
   */
  public static ChannelServer of(Root root, ChannelName name, Consumer<String> progress)
      throws HostException {
    var socket = ServedSocket.load(root, name);
    return new ChannelServer(root, name, socket, service(root, socket), progress);
  }

  /** The path of the socket. */
  public Path path() {
    return root.at(socket.path());
  }

  /**
   * Serves until the process is told to end (SIGTERM, SIGINT), or the server cannot be started.
   *
   * @throws HostException when the server ends again and again, or the socket cannot be made
   */
  public void run() throws HostException {
    var machine = ServerCommand.Machine.probe();
    var group = CgroupTree.of(machine.cgroups(), group());
    var argv = command.argv(machine, group.path());
    command.notes(machine).forEach(progress);
    var limits = command.limits();
    makeFolders();
    try (var listening =
        ListeningSocket.open(root.directory(), path(), socket.socketMode(), owner(), BACKLOG)) {
      listening.becomeStandardInput();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(listening, machine)));
      group.create();
      for (var result : group.apply(limits)) {
        if (result instanceof LimitResult.NotApplied not) {
          progress.accept(not.sentence());
        }
      }
      progress.accept("listening on " + path());
      try {
        serve(listening, argv);
      } finally {
        clean(listening, machine);
        ended.countDown();
      }
    }
  }

  private void serve(ListeningSocket listening, List<String> argv) throws HostException {
    var limit = new StartLimit(restart);
    var again = false;
    while (again ? stopping.getCount() > 0 : hasClient(listening)) {
      if (!limit.admits(System.nanoTime())) {
        throw new HostException(
            "the server of " + path() + " ends again and again",
            restart.burst() + " starts in " + restart.interval().toSeconds() + " s",
            "see what it says above; StartLimitBurst= and RestartSec= of "
                + command.service().source().file()
                + " set the limit");
      }
      progress.accept("start " + command.service().name());
      var exitCode =
          Command.of(argv)
              .env("LISTEN_FDS", "1")
              .env("LISTEN_FDNAMES", socket.descriptorName())
              .passthrough();
      if (stopping.getCount() > 0) {
        again = restart.restarts(exitCode);
        progress.accept(
            command.service().name()
                + " ended with exit code "
                + exitCode
                + (again ? ", start it again" : ", wait for the next client"));
        if (again) {
          pause(restart.pause());
        }
      }
    }
  }

  private void pause(Duration length) throws HostException {
    try {
      // whether it was told to end meanwhile is asked by the loop
      var _ = stopping.await(length.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HostException("the channel " + path() + " was ended", "interrupted");
    }
  }

  /** Waits for a client; false when the process is to end instead. */
  private boolean hasClient(ListeningSocket listening) throws HostException {
    synchronized (this) {
      // a server that ended because of it must not be waited after by the one who ends
      if (stopping.getCount() == 0) {
        return false;
      }
      idle = true;
    }
    listening.awaitClient();
    synchronized (this) {
      idle = false;
      return stopping.getCount() > 0;
    }
  }

  /**
   * The end of the process, in a thread of its own. The server is told by the command that runs it;
   * here the end of it is waited for, and what is left is taken away.
   */
  private void stop(ListeningSocket listening, ServerCommand.Machine machine) {
    boolean nothingRuns;
    synchronized (this) {
      stopping.countDown();
      nothingRuns = idle;
    }
    try {
      if (nothingRuns || !ended.await(stopTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        clean(listening, machine);
      }
    } catch (HostException failure) {
      progress.accept(failure.getMessage());
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  /** The container must not outlive this process, and the socket goes where the unit says so. */
  private void clean(ListeningSocket listening, ServerCommand.Machine machine)
      throws HostException {
    if (socket.removed()) {
      listening.remove();
    }
    Command.of(command.removal(machine)).run();
    var group = CgroupTree.of(machine.cgroups(), group());
    if (group.exists()) {
      group.killAll(KILL);
      group.remove();
    }
  }

  /** A group of its own for each channel of each root, so that nothing is left when it ends. */
  private String group() {
    var group = "qm-ipc-" + name;
    return root.isHost() ? group : group + "-" + Integer.toHexString(root.directory().hashCode());
  }

  /** The folders of the socket, each a real one: what lies in /run/ipc, QM can change. */
  private void makeFolders() throws HostException {
    var folder = path().getParent();
    if (folder != null && !folder.equals(root.directory())) {
      new HostileTree(root.directory())
          .makeFolders(
              root.directory().relativize(folder).toString(),
              "0" + Integer.toOctalString(socket.folderMode() & 0777));
    }
  }

  private Optional<ListeningSocket.Owner> owner() throws HostException {
    if (socket.user().isEmpty() && socket.group().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ListeningSocket.Owner(
            Accounts.id("/etc/passwd", socket.user()), Accounts.id("/etc/group", socket.group())));
  }

  private static GeneratedService service(Root root, ServedSocket socket) throws HostException {
    var reading = QuadletReader.read(root.directory(), Folders.system(root.directory()));
    var generation =
        Quadlet.generate(reading.units(), Settings.rooted(root.directory()).withPodman("podman"));
    for (var service : generation.services()) {
      if (service.name().equals(socket.service())) {
        return service;
      }
    }
    var quadlet = socket.service().replace(".service", ".container");
    var problems = new ArrayList<Problem>(reading.problems());
    problems.addAll(generation.problems());
    for (var problem : problems) {
      if (problem.severity() == Problem.Severity.ERROR
          && problem.origin().file().endsWith(quadlet)) {
        throw new HostException(
            problem.origin() + ": " + problem.message(), problem.why(), problem.mend());
      }
    }
    throw new HostException(
        "there is no server for " + socket.file(),
        "no quadlet becomes " + socket.service(),
        "write " + Folders.ADMINISTRATOR + "/" + quadlet);
  }
}
