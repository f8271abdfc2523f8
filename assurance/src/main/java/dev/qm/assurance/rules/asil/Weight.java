package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A share of a resource that the kernel divides among siblings: a rule for each.
 *
 * @param controller of control groups
 * @param key of systemd.resource-control(5)
 * @param file of cgroup v2
 */
record Weight(
    String id,
    String title,
    Interference interference,
    String harm,
    String controller,
    String key,
    String file) {
  private static final List<Weight> ALL =
      List.of(
          new Weight(
              "asil-cpu-weight",
              "The ASIL side has a larger share of a busy processor than the partition",
              Interference.TIMING,
              "A busy partition takes processor time that the ASIL side needs by its deadline.",
              "cpu",
              "CPUWeight",
              "cpu.weight"),
          new Weight(
              "asil-io-weight",
              "The ASIL side has a larger share of a busy disk than the partition",
              Interference.STORAGE,
              "A partition that writes holds up what the ASIL side reads.",
              "io",
              "IOWeight",
              "io.weight"));

  /** systemd.resource-control(5) and the kernel: what a unit has that says nothing. */
  private static final int USUAL = 100;

  static List<Rule> rules() {
    var rules = new ArrayList<Rule>();
    for (var row : ALL) {
      rules.add(
          Rule.named(row.id)
              .title(row.title)
              .against(row.interference)
              .harm(row.harm)
              .rationale(
                  """
                  Weights count among siblings in the tree of control groups. So what is compared are the two units at \
                  which the ways to the ASIL unit and to the partition part, most often a slice and qm.service.\
                  """)
              .sources(
                  "systemd.resource-control(5), " + row.key + "=",
                  "Linux, Documentation/admin-guide/cgroup-v2.rst, Weights")
              .how(
                  row.key
                      + "= of the two units that are siblings; while the partition runs with cgroup v2, "
                      + row.file
                      + " of both groups.")
              .proves("When both want all of it, the ASIL side is given more.")
              .doesNotProve(
                  "That it is enough, or given in time; and for disks that their scheduler looks at weights.")
              .mend("give the slice or service a " + row.key + "= above that of qm.container")
              .check(
                  view -> AsilUnits.each(view, (j, units, it) -> row.judge(view, j, units, it))));
    }
    return rules;
  }

  private void judge(
      PartitionView view, Judgement judgement, AsilUnits units, AsilUnits.Service service) {
    var asil = AsilUnits.chain(service.slice(), service.name());
    var qm = AsilUnits.chain(AsilUnits.partitionsSlice(view), "qm.service");
    var at = parting(asil, qm);
    var isOwn = at == asil.size() - 1;
    var line = isOwn ? service.last("Service", key) : slice(units, asil.get(at));
    var others =
        at == qm.size() - 1 ? view.partition().last("Service", key) : slice(units, qm.get(at));
    var evidence =
        line.map(Evidence::of)
            .orElseGet(() ->
                isOwn
                    ? service.evidence("Service", key)
                    : Evidence.missing(
                        service.file(), "in " + asil.get(at) + ", without " + key + "="));
    if (value(line) > value(others)) {
      judgement.holds(evidence);
    } else {
      judgement.fault(
          Fault.of(
              service.name()
                  + " has no larger share than the partition: "
                  + value(line)
                  + " of "
                  + asil.get(at)
                  + " to "
                  + value(others)
                  + " of "
                  + qm.get(at),
              evidence));
    }
    if (view.live().isPresent()) {
      live(judgement, view.live().get(), asil.subList(0, at + 1), qm.subList(0, at + 1));
    }
  }

  /** Where the two ways part. */
  private static int parting(List<String> asil, List<String> qm) {
    var at = 0;
    while (at < asil.size() - 1 && at < qm.size() - 1 && asil.get(at).equals(qm.get(at))) {
      at++;
    }
    return at;
  }

  private void live(Judgement judgement, Live live, List<String> asil, List<String> qm) {
    var mount = live.cgroups().mountOf(controller);
    if (mount.isEmpty() || !live.cgroups().isV2(controller)) {
      return;
    }
    var own = mount.get().resolve(String.join("/", asil)).resolve(file);
    var others = mount.get().resolve(String.join("/", qm)).resolve(file);
    var weight = number(Bounded.textIfAny(own));
    var than = number(Bounded.textIfAny(others));
    if (weight.isPresent() && than.isPresent() && weight.getAsLong() <= than.getAsLong()) {
      judgement.fault(
          Fault.of(
              "the running ASIL side has no larger share than the partition",
              Evidence.kernel(own.toString(), Long.toString(weight.getAsLong())),
              Evidence.kernel(others.toString(), Long.toString(than.getAsLong()))));
    }
  }

  /** {@code io.weight} has a line "default 100" before those of single disks. */
  private static OptionalLong number(Optional<String> text) {
    var words = KernelText.of(text.orElse(""));
    if (words.isEmpty()) {
      return OptionalLong.empty();
    }
    return ControlFile.number(
        words.getFirst().equals("default") && words.size() > 1 ? words.get(1) : words.getFirst());
  }

  private Optional<Entry> slice(AsilUnits units, String name) {
    return Optional.ofNullable(units.slices().get(name))
        .flatMap(unit -> unit.unit().last("Slice", key))
        .filter(entry -> !entry.value().isEmpty());
  }

  private static long value(Optional<Entry> line) {
    return line.map(Entry::value)
        .map(value -> value.equals("idle") ? 0 : ControlFile.number(value).orElse(USUAL))
        .orElse((long) USUAL);
  }
}
