package dev.qm.partition.selinux;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.Bounded;
import dev.qm.host.process.ProcessInfo;
import dev.qm.host.selinux.FileLabels;
import dev.qm.host.selinux.OpenBoolean;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.host.selinux.RunningPolicy;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.Layout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether SELinux holds a partition as it should.
 *
 * @param name whose policy it is about
 * @param modeWord {@code enforcing}, {@code permissive} or {@code off}; {@code image} for one
 * @param policy the name of the machine's policy; empty when it has none
 * @param state what the kernel has of QM's
 * @param hash of the policy that this program brings
 * @param modules those of the partition that the store has; empty when this process may not look
 * @param checksAlways whether every change of the policy, whoever makes it, is compared with what
 *     must never be allowed
 * @param switches the booleans and their values
 * @param findings what is wrong
 * @param notes what is not wrong, but good to know
 */
public record PolicyReport(
    PolicyName name,
    String modeWord,
    String policy,
    PolicyState state,
    String hash,
    Optional<List<String>> modules,
    boolean checksAlways,
    List<SwitchValue> switches,
    List<Finding> findings,
    List<String> notes) {
  public PolicyReport {
    switches = List.copyOf(switches);
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /** Whether the labels of files are looked at: with many files it takes long. */
  public enum Files {
    COMPARE,
    LEAVE_OUT
  }

  /**
   * A boolean.
   *
   * @param value as it counts now; empty when the kernel does not know the boolean
   */
  public record SwitchValue(String name, Optional<Boolean> value, String meaning) {
    /** The value as setsebool(8) says it. */
    public String words() {
      return value.map(on -> on ? "on" : "off").orElse("-");
    }
  }

  /**
   * Something wrong.
   *
   * @param details the files or processes that it is about; their names may be anybody's
   */
  public record Finding(String what, List<String> details, String mend) {
    public Finding {
      details = List.copyOf(details);
    }
  }

  /**
   * A partition that runs.
   *
   * @param pid its PID 1, as the host numbers it
   * @param cgroup its control group below a hierarchy's mount, with a slash in front
   */
  public record Running(int pid, String cgroup) {}

  /** Looks at the machine. */
  public static PolicyReport of(
      PolicySource source, Root root, Files files, Optional<Running> running) throws HostException {
    return new Examination(source, root).report(files, running);
  }

  /** The mode and the name of the machine's policy, as a person reads them. */
  public String mode() {
    var words = modeWord.equals("image") ? "not running: this is a machine image" : modeWord;
    return policy.isEmpty() ? words : words + ", policy " + policy;
  }

  /** What is gathered on the way. */
  private static final class Examination {
    private final PolicySource source;
    private final Root root;
    private final SELinux selinux;
    private final Policy policy;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Examination(PolicySource source, Root root) throws HostException {
      this.source = source;
      this.root = root;
      this.selinux = SELinux.probe(root);
      this.policy = Policy.of(source);
    }

    PolicyReport report(Files files, Optional<Running> running) throws HostException {
      var state = root.isHost() ? source.stateIn(selinux) : inImage();
      if (root.isHost()) {
        mode();
      }
      booleans();
      state(state);
      dropIn();
      if (state == PolicyState.CURRENT || state == PolicyState.OTHER) {
        if (files == Files.COMPARE && root.isHost()) {
          files();
        }
        if (running.isPresent()) {
          processes(running.get());
        }
      }
      var checksAlways = PolicyStore.checksAlways(root);
      if (!checksAlways && state != PolicyState.OFF) {
        notes.add(
            "a module that somebody else installs later is not compared with what must never be"
                + " allowed, unless "
                + root.at("/etc/selinux/semanage.conf")
                + " has the line expand-check=1, which a policy that breaks rules of its own, such as"
                + " Fedora's, does not stand; `qm selinux install` compares always");
      }
      return new PolicyReport(
          source.name(),
          modeWord(),
          policyName(),
          state,
          source.hash(),
          modules(),
          checksAlways,
          switches(),
          findings,
          notes);
    }

    /** What an image will load when it boots. */
    private PolicyState inImage() throws HostException {
      try {
        return PolicyInstallation.at(root, source).inStore();
      } catch (HostException noStore) {
        notes.add(noStore.getMessage());
        return PolicyState.MISSING;
      }
    }

    private String modeWord() {
      if (!root.isHost()) {
        return "image";
      }
      return switch (selinux) {
        case SELinux.Absent _ -> "off";
        case SELinux.Permissive _ -> "permissive";
        case SELinux.Enforcing _ -> "enforcing";
      };
    }

    private String policyName() {
      return switch (selinux) {
        case SELinux.Absent _ -> "";
        case SELinux.Permissive permissive -> permissive.policy();
        case SELinux.Enforcing enforcing -> enforcing.policy();
      };
    }

    private void mode() {
      switch (selinux) {
        case SELinux.Absent _ ->
            find(
                "SELinux is not in this kernel or switched off: the partition is held by"
                    + " namespaces, capabilities and seccomp only",
                "boot with SELinux where the distribution has it");
        case SELinux.Permissive _ ->
            find(
                "SELinux is permissive: what it would deny is logged only",
                "`setenforce 1`, and SELINUX=enforcing in /etc/selinux/config");
        case SELinux.Enforcing _ -> {}
      }
    }

    /** What the distribution's policy opens to every process. */
    private void booleans() {
      for (var open : OpenBoolean.in(new RunningPolicy(root))) {
        var what = "the boolean " + open.name() + " is on: " + open.opens();
        switch (open.weight()) {
          case INTERFERENCE -> find(what, open.mend());
          case HARMLESS -> notes.add(what);
        }
      }
    }

    private void state(PolicyState state) {
      var possible = PolicyStore.hasSemodule(root);
      var install = install();
      switch (state) {
        case OFF, CURRENT -> {}
        case MISSING ->
            find(
                "the policy has no " + source.name().domain(),
                possible
                    ? install
                    : "install the package policycoreutils, which brings semodule, then "
                        + install);
        case OTHER ->
            find(
                "the policy of " + source.name() + " is not the one that this qm brings",
                possible
                    ? install
                    : "install the package policycoreutils, which brings semodule, then "
                        + install);
      }
    }

    private String install() {
      var name = source.name().equals(PolicyName.QM) ? "" : " --name " + source.name();
      var image = root.isHost() ? "" : " --root " + root.directory();
      return "`qm selinux install" + name + image + "`";
    }

    /** Setup leaves labels out where the policy cannot be loaded: better a partition without. */
    private void dropIn() {
      if (selinux instanceof SELinux.Absent || !source.name().equals(PolicyName.QM)) {
        return;
      }
      try {
        var text = Bounded.text(root.at(Layout.SETUP_DROP_IN));
        if (text.contains("\nSecurityLabelType=\n")) {
          find(
              root.at(Layout.SETUP_DROP_IN) + " switches the partition's labels off",
              "install the package policycoreutils, then `qm setup`, `qm down` and `qm up`");
        }
      } catch (IOException absent) {
        // not set up: nothing is switched off
        return;
      }
    }

    private void files() throws HostException {
      try {
        var wrong = PartitionLabels.of(source, root, List.of()).wrong();
        var details = new ArrayList<String>();
        for (FileLabels.Wrong file : wrong.files()) {
          details.add(
              file.path()
                  + " has "
                  + (file.has().isEmpty() ? "no label" : file.has())
                  + ", should have "
                  + file.should());
        }
        if (!details.isEmpty()) {
          findings.add(
              new Finding(
                  (wrong.isComplete() ? "" : "at least ")
                      + details.size()
                      + " files have wrong labels",
                  details,
                  install() + " labels them"));
        }
      } catch (HostException failure) {
        notes.add("the labels of files are unknown: " + failure.getMessage());
      }
    }

    private void processes(Running running) throws HostException {
      var first = RunningPolicy.contextOf(running.pid()).map(FileLabels::typeOf).orElse("");
      if (!first.equals(source.name().domain())) {
        find(
            "PID 1 of the partition has the type "
                + (first.isEmpty() ? "?" : first)
                + ", not "
                + source.name().domain(),
            "`qm down` and `qm up`; if it stays so, `qm quadlet explain qm.container"
                + " SecurityLabelType` shows which file changes it");
      }
      var details = new ArrayList<String>();
      for (var pid : groupOf(running).processes()) {
        var type = RunningPolicy.contextOf(pid).map(FileLabels::typeOf).orElse("");
        if (!type.isEmpty() && pid != running.pid() && !policy.isDomain(type, source.name())) {
          var program = ProcessInfo.read(pid).map(process -> process.name().toString()).orElse("?");
          details.add(program + ", process " + pid + ", has " + type);
        }
      }
      if (!details.isEmpty()) {
        findings.add(
            new Finding(
                details.size() + " processes in the partition have types that are not its own",
                details,
                "`qm down` and `qm up`"));
      }
    }

    /** The container's own group: conmon, which lies beside it, is the host's. */
    private static CgroupTree groupOf(Running running) throws HostException {
      var names = List.of(running.cgroup().substring(1).split("/"));
      var group = CgroupTree.of(Cgroups.probe(Root.HOST), names.getFirst());
      for (var name : names.subList(1, names.size())) {
        group = group.child(name);
      }
      return group;
    }

    private List<SwitchValue> switches() {
      var running = new RunningPolicy(root);
      var values = new ArrayList<SwitchValue>();
      for (var known : policy.switches()) {
        values.add(new SwitchValue(known.name(), running.bool(known.name()), known.meaning()));
      }
      return values;
    }

    private Optional<List<String>> modules() {
      try {
        var installed = PolicyStore.effective(PolicyStore.open(root).modules());
        var names = new ArrayList<String>();
        for (var module : source.modules()) {
          if (installed.containsKey(module.name())) {
            names.add(module.name());
          }
        }
        return Optional.of(names);
      } catch (HostException unknown) {
        return Optional.empty();
      }
    }

    private void find(String what, String mend) {
      findings.add(new Finding(what, List.of(), mend));
    }
  }
}
