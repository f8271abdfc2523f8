package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.OpenOptions;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;

/** What the options of the partition are stands in its files. */
final class LiteralOptions {
  static final Rule RULE =
      Rule.named("options-literal")
          .title("Every option of the partition is written out in its files")
          .against(Interference.CONTROL)
          .harm(
              "A variable or a name of the machine becomes --privileged or a folder of the ASIL side, and no rule"
                  + " has read it.")
          .rationale(
              """
              systemd puts something into the command that Quadlet makes: specifiers such as %H, and variables, ${NAME} \
              as a part of a word and $NAME as any number of words. Environment=, EnvironmentFile=, PassEnvironment= and \
              the service manager itself give variables their values, some of them at each start anew.\
              """)
          .sources(OpenOptions.sources())
          .how(
              """
              Each word of the effective podman run. %% and $$ are read as systemd reads them, and so are the \
              specifiers of the unit's name, of root and of the system's folders (%n, %N, %p, %j, %i, %h, %u, %U, %g, %G, \
              %t, %E, %S, %C, %L): the other rules judge what stands there then. Where a part only systemd knows goes into \
              nothing but env, env-file, label, annotation, log-opt, name, hostname, tz, workdir or health-... it may stay.\
              """)
          .proves("What the other rules judge are all options that Podman is given.")
          .doesNotProve("Anything about programs that ExecStartPre= and the like start before it.")
          .mend(
              "write what it stands for in place of the variable or the specifier, then `qm restart`")
          .check(LiteralOptions::check);

  private LiteralOptions() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    OpenOptions.of(unit).forEach(judgement::fault);
    judgement.holds(
        Evidence.missing(
            unit.quadlet().file(), unit.options().all().size() + " options, all written out"));
    return judgement.verdict("");
  }
}
