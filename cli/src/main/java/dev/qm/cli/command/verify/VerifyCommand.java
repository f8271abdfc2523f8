package dev.qm.cli.command.verify;

import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rules.Rules;
import dev.qm.assurance.verify.Acceptances;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.view.PartitionView;
import dev.qm.assurance.view.PartitionView.Depth;
import dev.qm.assurance.view.PartitionView.Look;
import dev.qm.cli.command.oom.AsilOption;
import dev.qm.cli.finding.SourceLines;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** {@code qm verify}. */
final class VerifyCommand implements Subcommand {
  private static final OptionSpec.Flag FILES =
      OptionSpec.flag("files", "judge what files say, even where the partition runs");
  private static final OptionSpec.Flag LIVE =
      OptionSpec.flag("live", "fail where no partition runs that could be looked at");
  private static final OptionSpec.Value ONLY =
      OptionSpec.text("only", "RULE,...", "judge by these rules alone").repeatable();
  private static final OptionSpec.Flag ALL =
      OptionSpec.flag('a', "all", "show each rule, those that pass too");
  private static final OptionSpec.Flag SARIF =
      OptionSpec.flag("sarif", "print SARIF 2.1.0, for code review and CI systems");
  private static final OptionSpec.Value JUNIT =
      OptionSpec.file("junit", "FILE", "write a test report in JUnit's form to FILE as well");
  private static final OptionSpec.Value HTML =
      OptionSpec.file("html", "FILE", "write the report for people to FILE as well, one page");
  private static final OptionSpec.Flag ROOTFS =
      OptionSpec.flag("rootfs", "read every file of the rootfs too, which takes seconds");

  /** More mends of one list than anybody needs. */
  private static final int MOST_ROUNDS = 50;

  private static final OptionSpec.Flag MEND =
      OptionSpec.flag("mend", "show the drop-in that closes what is found, and ask to write it");
  private static final OptionSpec.Flag YES =
      OptionSpec.flag('y', "yes", "write what --mend shows, without asking");
  private static final OptionSpec.Flag UNDO =
      OptionSpec.flag("undo", "take back all that --mend wrote");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("verify")
        .summary("find by rules which ways QM is left to disturb the safety side")
        .description(
            """
            Looks at the effective partition: its quadlet with all drop-ins, the defaults and quadlets inside, add-ons, \
            channels, the system call filter, the machine; and, where it runs, at its control groups, namespaces, \
            capabilities, labels, mounts, limits and processes. Each rule holds or fails at a line of a file or at a \
            value of the kernel's, and says what could happen and how to mend it. What cannot be seen is not judged, and \
            is said. With --root places are as that machine itself names them.

            A finding can be accepted by a file in /etc/qm-assurance/verify.d with a section [Accept] and the keys Rule=, \
            Place=, Reason=, Owner= and Until= (a day, such as 2027-03-31). In Place= the number of a process may be *, as \
            in /proc/*/status. An acceptance that ended, or that nothing is found for, fails itself.
            """)
        .options(
            FILES,
            LIVE,
            ONLY,
            ALL,
            SARIF,
            JUNIT,
            HTML,
            AsilOption.ASIL,
            ROOTFS,
            MEND,
            YES,
            UNDO,
            CommonOptions.ROOT,
            CommonOptions.JSON)
        .example("sudo qm verify", "Which holes are left on this machine?")
        .example("qm verify --files --root image/ --sarif >findings.sarif", "For a CI job")
        .example(
            "sudo qm verify --only memory-bound,pid-namespace --all",
            "Two rules, with what shows them")
        .example("sudo qm verify --mend --only memory-bound", "Close a hole by a drop-in")
        .exit(ExitCode.OK, "nothing fails")
        .exit(ExitCode.FAILURE, "something fails, or could not be looked at")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    if (in.has(FILES) && in.has(LIVE)) {
      throw new UsageException("--files and --live do not go together", "leave one out");
    }
    if (in.json() && in.has(SARIF)) {
      throw new UsageException("--json and --sarif do not go together", "leave one out");
    }
    if ((in.json() || in.has(SARIF)) && (in.has(MEND) || in.has(UNDO))) {
      throw new UsageException("--mend and --undo print text", "leave --json or --sarif out");
    }
    var only = only(in);
    var junit = ReportFile.of(in, JUNIT);
    var html = ReportFile.of(in, HTML);
    PartitionView.prepare();
    Rules.prepare();
    var root = in.root();
    var spec = PartitionSpec.require(root);
    if (in.has(UNDO)) {
      new Mends(in, spec).undo();
      return ExitCode.OK;
    }
    if (in.has(LIVE)) {
      Instance.require(spec);
    }
    var view = view(in, spec);
    var rules = only.isEmpty() ? Rules.all() : only;
    var report = report(view, rules, root);
    if (junit.isPresent()) {
      junit.get().write(VerifyJunit.text(report));
    }
    if (html.isPresent()) {
      html.get().write(VerifyPage.of(view, report, ZonedDateTime.now(ZoneId.systemDefault())));
    }
    if (in.json()) {
      VerifyJson.print(in.out(), report);
    } else if (in.has(SARIF)) {
      VerifySarif.print(in.out(), report);
    } else {
      new VerifyText(in.out(), in.console().terminal(), SourceLines.asNamed(root))
          .print(report, in.has(ALL) ? VerifyText.Shown.ALL : VerifyText.Shown.FAILURES);
    }
    return (in.has(MEND) ? mended(in, spec, rules, report) : report).isClean()
        ? ExitCode.OK
        : ExitCode.FAILURE;
  }

  /** Mends until nothing more comes of it: one mend of a list shows what the next has to be. */
  private static Report mended(Invocation in, PartitionSpec spec, List<Rule> rules, Report first)
      throws Exception {
    var consent = in.has(YES) ? Mends.Consent.GIVEN : Mends.Consent.ASK;
    var report = first;
    for (var round = 0; round < MOST_ROUNDS && !report.isClean(); round++) {
      if (!new Mends(in, spec).offer(report, consent)) {
        return report;
      }
      var now = PartitionSpec.require(spec.root());
      report = report(view(in, now), rules, spec.root());
    }
    return report;
  }

  private static Report report(PartitionView view, List<Rule> rules, Root root)
      throws HostException {
    return Report.of(
        view,
        rules,
        Acceptances.read(root, id -> Rules.named(id).isPresent()),
        () -> LocalDate.now(ZoneId.systemDefault()));
  }

  private static PartitionView view(Invocation in, PartitionSpec spec) throws Exception {
    var look = in.has(FILES) ? Look.FILES : Look.BOTH;
    var view = PartitionView.of(spec, look, AsilOption.of(in, spec.root()));
    return in.has(ROOTFS) ? view.at(Depth.ROOTFS) : view;
  }

  /** The rules that were named; empty for all. */
  private static List<Rule> only(Invocation in) throws UsageException {
    var given = in.values(ONLY);
    var rules = new ArrayList<Rule>();
    for (var value : given) {
      for (var id : KernelText.ofList(value)) {
        rules.add(RulesCommand.require(id));
      }
    }
    if (rules.isEmpty() && !given.isEmpty()) {
      throw new UsageException("--only names no rule", "`qm verify rules` lists them");
    }
    return rules;
  }
}
