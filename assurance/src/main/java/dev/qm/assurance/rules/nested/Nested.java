package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.ContainersConf;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The containers inside and what their defaults are.
 *
 * @param containers of the system and of users
 * @param confs the defaults that the system's containers have, then those of each user with a file
 * @param gaps what could not be read
 */
record Nested(List<Described> containers, List<ContainersConf> confs, List<String> gaps) {
  /** The partition's own file, for what no file says. */
  static final String CONF = "containers/containers.conf";

  Nested {
    containers = List.copyOf(containers);
    confs = List.copyOf(confs);
    gaps = List.copyOf(gaps);
  }

  static Nested of(PartitionView view) {
    var homes = view.declared().homes().seen();
    var containers = new ArrayList<>(view.declared().nested());
    containers.addAll(homes.containers());
    var confs = new ArrayList<ContainersConf>();
    // what a user's file does not say the system's does, which is here as well
    confs.addAll(view.declared().nestedConf().ways());
    confs.addAll(homes.confs());
    var gaps = new ArrayList<>(view.declared().gaps());
    gaps.addAll(homes.gaps());
    return new Nested(containers, confs, gaps);
  }

  /** What a list holds by default, each line once that counts for somebody. */
  List<Entry> lists(String key) {
    var found = new LinkedHashSet<Entry>();
    for (var conf : confs) {
      found.addAll(conf.all("containers", key));
    }
    return List.copyOf(found);
  }

  /** What the key is by default, once for each line that counts for somebody. */
  List<Entry> defaults(String key) {
    var found = new LinkedHashSet<Entry>();
    for (var conf : confs) {
      conf.last("containers", key).ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  /** Where a default would stand that no file has. */
  static Evidence missing(PartitionView view, String what) {
    return Evidence.missing(Path.of(view.declared().spec().layout().etc(), CONF), what);
  }

  /**
   * A finding about a line of a quadlet inside, which a drop-in inside takes away: not for those of
   * users, which have folders of their own for drop-ins.
   */
  static Fault fault(Described unit, Option option, String what) {
    return Fault.of(what, Asked.evidence(unit, option))
        .with(
            isUsers(unit)
                ? Optional.empty()
                : WithoutOption.mend(unit, option, Mend.Place.PARTITION));
  }

  /** Whether it is a user's, whose drop-ins lie elsewhere than those of the system's. */
  static boolean isUsers(Described unit) {
    var place = unit.quadlet().file().toString();
    return place.contains("/systemd/users/") || place.contains("/.config/");
  }

  /** The verdict, which nobody knows where files could not be read. */
  Verdict verdict(Judgement judgement, PartitionView view) {
    gaps.forEach(judgement::unknown);
    judgement.holds(missing(view, "of " + containers.size() + " quadlets none asks for it"));
    return judgement.verdict("");
  }
}
