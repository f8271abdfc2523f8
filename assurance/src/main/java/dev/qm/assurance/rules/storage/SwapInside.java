package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.ConfinedPath;
import java.nio.file.Path;
import java.util.List;

/** No swap of the host's lies where the partition can write. */
final class SwapInside {
  static final Rule RULE =
      Rule.named("swap-inside")
          .title("No swap of the host's lies in the partition's trees")
          .against(Interference.MEMORY)
          .harm("Root inside reads and changes memory of the ASIL side that was swapped out.")
          .rationale(
              """
              A swap file holds pages of every process. Who owns the file system tree that it lies in can open it.\
              """)
          .sources("proc_swaps(5)", "swapon(2)", "fstab(5)")
          .how(
              "/proc/swaps and /etc/fstab of the host: whether a file of them is in /etc/qm or /var/qm.")
          .proves("The partition cannot open the host's swap.")
          .doesNotProve("That the partition is not swapped itself: see the rules about memory.")
          .mend("swapoff the file, and make one outside of the partition's trees")
          .check(SwapInside::check);

  private SwapInside() {}

  private static Verdict check(PartitionView view) {
    var swaps = view.machine().texts().at("/proc/swaps");
    if (swaps.isEmpty()) {
      return new Verdict.NotJudged(
          view.machine().isRunning() ? "/proc/swaps cannot be read" : Machine.NO_KERNEL);
    }
    var judgement = new Judgement();
    for (var line : KernelText.lines(swaps.get())) {
      look(judgement, view, "/proc/swaps", line);
    }
    var number = 0;
    for (var line : KernelText.lines(view.machine().texts().at("/etc/fstab").orElse(""))) {
      number++;
      var words = KernelText.of(line);
      if (words.size() > 2 && words.get(2).equals("swap")) {
        look(judgement, view, "/etc/fstab:" + number, line);
      }
    }
    judgement.holds(Evidence.kernel("/proc/swaps", "none in the partition's trees"));
    return judgement.verdict("");
  }

  private static void look(Judgement judgement, PartitionView view, String place, String line) {
    var words = KernelText.of(line);
    if (words.isEmpty() || !words.getFirst().startsWith("/")) {
      return;
    }
    var layout = view.declared().spec().layout();
    var root = view.machine().root().directory();
    for (var tree : List.of(layout.var(), layout.etc())) {
      try {
        var top = ConfinedPath.resolve(root, tree);
        var file = ConfinedPath.resolve(root, words.getFirst());
        if (file.startsWith(top) || Path.of(words.getFirst()).startsWith(tree)) {
          judgement.fault(
              Fault.of("swap of the host's is in " + tree, Evidence.kernel(place, line.strip())));
          return;
        }
      } catch (HostException unreadable) {
        judgement.unknown(String.valueOf(unreadable.getMessage()));
      }
    }
  }
}
