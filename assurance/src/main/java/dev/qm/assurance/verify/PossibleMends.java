package dev.qm.assurance.verify;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.machine.OciRuntime;
import dev.qm.host.machine.Podman;
import dev.qm.host.machine.UserNamespaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of a mend that this machine cannot carry it out: many rules ask for a user namespace, which
 * not every machine can give a partition. For one thread.
 */
final class PossibleMends {
  /** What mends call it. */
  static final String COMMAND = "`qm setup --isolation user-namespace`";

  private final PartitionView view;
  private Optional<List<String>> obstacles = Optional.empty();

  PossibleMends(PartitionView view) {
    this.view = view;
  }

  /** The verdict with what keeps its mends from working. */
  Verdict worded(Verdict verdict, Rule rule) {
    if (!(verdict instanceof Verdict.Fail(List<Fault> faults))) {
      return verdict;
    }
    var worded = new ArrayList<Fault>();
    for (var fault : faults) {
      var advice = fault.advice().isEmpty() ? rule.mend() : fault.advice();
      worded.add(
          advice.contains(COMMAND) && !obstacles().isEmpty()
              ? fault.advised(
                  "this machine cannot give the partition a user namespace ("
                      + String.join("; ", obstacles())
                      + "; see `qm doctor`), on one that can: "
                      + advice)
              : fault);
    }
    return new Verdict.Fail(worded);
  }

  /** What is in the way, as `qm doctor` has it; of an image nobody knows. */
  private List<String> obstacles() {
    if (obstacles.isEmpty()) {
      obstacles = Optional.of(view.machine().isRunning() ? look() : List.of());
    }
    return obstacles.get();
  }

  private List<String> look() {
    var machine = view.machine();
    // to ask programs for their versions costs more than all that is judged
    var inKernel = UserNamespaces.ofKernel(machine.kernel(), machine.cgroups());
    if (!inKernel.isEmpty()) {
      return inKernel;
    }
    // a partition below a folder of this machine is run by this machine's programs
    var programs = machine.kernelRoot();
    var layout = view.declared().spec().layout();
    return UserNamespaces.obstacles(
        machine.kernel(),
        machine.cgroups(),
        Podman.probe(programs),
        OciRuntime.probe(programs),
        machine.mounts(),
        List.of(Path.of(layout.rootfs()), Path.of(layout.etc()), Path.of(layout.var())));
  }
}
