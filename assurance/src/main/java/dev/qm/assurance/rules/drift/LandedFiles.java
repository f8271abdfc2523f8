package dev.qm.assurance.rules.drift;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.file.OpenTree;
import dev.qm.partition.Layout;
import dev.qm.partition.landing.Sha256;
import dev.qm.partition.setup.Mark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Files that setup landed are as it left them: a rule for the filter, one for the rest. */
final class LandedFiles {
  private static final String HOW =
      "The SHA-256 that the ledger of setup has of each file, against what is there now.";
  private static final int LONGEST = 64 << 20;

  static final List<Rule> RULES =
      List.of(
          Rule.named("seccomp-as-landed")
              .title("The filter of system calls is the one that setup made")
              .against(Interference.CONTROL)
              .harm(
                  "A changed filter lets calls through that reach the host's scheduler, disks or kernel.")
              .rationale(
                  """
                  The filter is derived from the distribution's when the partition is set up. Nothing but setup writes it, so \
                  another content is somebody's change, or half of one.\
                  """)
              .sources("QM, docs/architecture.md, Setup: steps and ledger", "seccomp(2)")
              .how(HOW)
              .proves("The file is byte for byte what setup wrote.")
              .doesNotProve(
                  "That the distribution's profile has not been mended since: `qm setup` derives it anew.")
              .mend("run `qm setup`, then `qm restart`")
              .apart()
              .check(view -> check(view, Layout.SECCOMP::equals)),
          Rule.named("quadlet-as-landed")
              .title("qm.container and the files beside it are those of the package")
              .against(Interference.CONTROL)
              .harm("A wall was taken away in a file that everybody takes for the vendor's.")
              .rationale(
                  """
                  What a site wants otherwise belongs into drop-ins, where it is seen and survives updates. The files of QM \
                  itself and 00-setup.conf change only with QM.\
                  """)
              .sources(
                  "QM, docs/architecture.md, Setup: steps and ledger", "podman-systemd.unit(5)")
              .how(HOW + " Drop-ins that no record knows are named.")
              .proves("Each file of the host that setup landed is byte for byte what it wrote.")
              .doesNotProve(
                  "Anything about files in the partition's own trees, which are its own to change.")
              .mend("move the change to a drop-in, and run `qm setup`")
              .apart()
              .check(LandedFiles::ofHost));

  private LandedFiles() {}

  private static Verdict ofHost(PartitionView view) {
    var trees = view.declared().spec().layout().trees();
    return check(view, path -> !path.equals(Layout.SECCOMP) && !isIn(trees, path));
  }

  private static boolean isIn(List<String> trees, String path) {
    for (var tree : trees) {
      if (path.startsWith(tree + "/")) {
        return true;
      }
    }
    return false;
  }

  private static Verdict check(PartitionView view, Predicate<String> isMeant) {
    var judgement = new Judgement();
    var known = new HashSet<String>();
    try (var tree = OpenTree.of(view.machine().root().directory())) {
      for (var mark : view.machine().texts().ledger().marks()) {
        if (mark instanceof Mark.Landed landed) {
          known.add(landed.path());
          if (isMeant.test(landed.path())) {
            file(judgement, view, tree, landed);
          }
        }
      }
    } catch (HostException unreadable) {
      return new Verdict.NotJudged(String.valueOf(unreadable.getMessage()));
    }
    if (known.isEmpty()) {
      return new Verdict.NotJudged(
          "setup has kept no ledger of files here; where a package brought them, rpm -V or dpkg -V"
              + " tells");
    }
    if (isMeant.test(Layout.QUADLET)) {
      own(view, known).forEach(judgement::holds);
    }
    return judgement.verdict("setup landed no such file");
  }

  private static void file(
      Judgement judgement, PartitionView view, OpenTree tree, Mark.Landed landed) {
    try {
      var content = tree.readIfAny(landed.path(), LONGEST);
      if (content.isEmpty()) {
        judgement.fault(
            Fault.of(
                "setup landed " + landed.path() + ", and it is gone",
                Evidence.missing(view.machine().root().at(landed.path()), "no such file")));
        return;
      }
      var digest = Sha256.of(content.get());
      if (landed.digests().contains(digest)) {
        judgement.holds(Evidence.kernel(landed.path(), "SHA-256 " + digest));
      } else {
        judgement.fault(
            Fault.of(
                landed.path() + " was changed since setup",
                Evidence.missing(view.machine().root().at(landed.path()), "SHA-256 " + digest)));
      }
    } catch (HostException unreadable) {
      judgement.unknown(String.valueOf(unreadable.getMessage()));
    }
  }

  /** Drop-ins of a user's are no fault; who reads a report wants to know of them. */
  private static List<Evidence> own(PartitionView view, Set<String> known) {
    var own = new ArrayList<Evidence>();
    var root = view.machine().root().directory();
    for (var dropIn : view.partition().quadlet().dropIns()) {
      var named = Path.of("/").resolve(root.relativize(dropIn)).toString();
      if (!known.contains(named)) {
        own.add(Evidence.missing(dropIn, "in no record of setup's"));
      }
    }
    return own;
  }
}
