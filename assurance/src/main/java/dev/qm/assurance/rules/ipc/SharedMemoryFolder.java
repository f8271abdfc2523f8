package dev.qm.assurance.rules.ipc;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import java.nio.file.Path;

/** POSIX shared memory is files in a folder: shm_overview(7). */
final class SharedMemoryFolder {
  private static final Path SHM = Path.of("/dev/shm");
  private static final Path QUEUES = Path.of("/dev/mqueue");

  static final Rule RULE =
      Rule.named("ipc-dev-shm")
          .title("The partition's /dev/shm and /dev/mqueue are its own")
          .against(Interference.MEMORY)
          .harm(
              "Software inside opens shared memory of the ASIL side by its name, and writes into it.")
          .rationale(
              """
              shm_open(3) makes a file in /dev/shm, a semaphore with a name is one too, and a mount of /dev/mqueue shows \
              the queues of whoever mounted it.\
              """)
          .sources("shm_overview(7)", "sem_overview(7)", "mq_overview(7)")
          .how(
              "The mounts of the effective podman run; while it runs, the file systems at both places against the host's.")
          .proves("What is named there is the partition's.")
          .doesNotProve("Anything about memory in other folders: see ipc-shared-memory.")
          .mend("take the volume away, then `qm restart`")
          .check(SharedMemoryFolder::check);

  private SharedMemoryFolder() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var mount : view.partition().options().mounts()) {
      if (mount.isOfHost() && !mount.causes().isEmpty() && shows(Path.of(mount.source()))) {
        judgement.fault(
            Fault.of(
                "the partition sees the host's shared memory",
                Evidence.of(mount.causes().getLast())));
      }
    }
    judgement.holds(Asked.not(view.partition(), "no other volume of " + SHM + " or " + QUEUES));
    view.live()
        .ifPresent(live -> {
          for (var mount : live.mounts()) {
            for (var hosts : view.machine().mounts()) {
              if ((hosts.target().equals(SHM) || hosts.target().equals(QUEUES))
                  && hosts.device().equals(mount.device())) {
                judgement.fault(
                    Fault.of(
                        "the running partition sees the host's " + hosts.target(),
                        Evidence.kernel(
                            "/proc/" + live.first().pid() + "/mountinfo",
                            mount.target().toString())));
              }
            }
          }
        });
    return judgement.verdict("");
  }

  private static boolean shows(Path source) {
    var place = source.normalize();
    return place.startsWith(SHM)
        || place.startsWith(QUEUES)
        || place.equals(Path.of("/dev"))
        || place.equals(Path.of("/"));
  }
}
