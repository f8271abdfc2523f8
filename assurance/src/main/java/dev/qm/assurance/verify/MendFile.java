package dev.qm.assurance.verify;

import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Mend.Place;
import dev.qm.assurance.rule.Mend.Setting;
import dev.qm.partition.Layout;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The drop-in that closes what rules found at a unit: one for all of them, since each would say
 * anew what the others take out of a list.
 *
 * @param unit whose drop-in it is
 * @param rules whose findings it closes
 */
public record MendFile(String unit, Place place, Set<String> rules, List<Setting> settings) {
  /** After all others by its name, so that it has the last word. */
  private static final String NAME = "zz-qm-verify.conf";

  /** Copies what it is given, so that nobody can change it. */
  public MendFile {
    rules = Set.copyOf(rules);
    settings = List.copyOf(settings);
  }

  private record Target(String unit, Place place) {}

  private record Key(String section, String name) {}

  /** What closes the open findings of a report, a file for each unit. */
  public static List<MendFile> of(Report report) {
    var rules = new LinkedHashMap<Target, Set<String>>();
    var mends = new LinkedHashMap<Target, List<Mend>>();
    for (var result : report.results()) {
      for (var fault : result.open()) {
        if (fault.mend().isPresent()) {
          var mend = fault.mend().get();
          var target = new Target(mend.unit(), mend.place());
          rules.computeIfAbsent(target, _ -> new LinkedHashSet<>()).add(result.rule().id());
          mends.computeIfAbsent(target, _ -> new ArrayList<>()).add(mend);
        }
      }
    }
    var files = new ArrayList<MendFile>();
    for (var entry : mends.entrySet()) {
      var target = entry.getKey();
      files.add(
          new MendFile(
              target.unit(),
              target.place(),
              rules.getOrDefault(target, Set.of()),
              combined(entry.getValue())));
    }
    return files;
  }

  /** Of a list the first mend counts, of another key the last value. */
  private static List<Setting> combined(List<Mend> mends) {
    var values = new LinkedHashMap<Key, List<String>>();
    for (var mend : mends) {
      for (var entry : byKey(mend.settings()).entrySet()) {
        values.merge(entry.getKey(), entry.getValue(), MendFile::merged);
      }
    }
    var settings = new ArrayList<Setting>();
    values.forEach((key, all) ->
        all.forEach(value -> settings.add(new Setting(key.section(), key.name(), value))));
    return settings;
  }

  private static Map<Key, List<String>> byKey(List<Setting> settings) {
    var values = new LinkedHashMap<Key, List<String>>();
    for (var setting : settings) {
      values
          .computeIfAbsent(new Key(setting.section(), setting.key()), _ -> new ArrayList<>())
          .add(setting.value());
    }
    return values;
  }

  /**
   * Each mend says a list anew as it was without one thing, so only one can be right at a time: the
   * others come of what is found afterwards.
   */
  private static List<String> merged(List<String> one, List<String> other) {
    return one.getFirst().isEmpty() ? one : other;
  }

  /**
   * Where it lands.
   *
   * @param etc the partition's tree that is {@code /etc} inside
   */
  public String path(String etc) {
    var folder =
        switch (place) {
          case HOST -> Layout.DROP_INS.substring(0, Layout.DROP_INS.lastIndexOf('/'));
          case PARTITION -> etc + "/containers/systemd";
        };
    return folder + "/" + unit + ".d/" + NAME;
  }

  /** This file with what an earlier one of it says of other keys. */
  public MendFile after(UnitFile earlier) {
    var mine = byKey(settings).keySet();
    var all = new ArrayList<Setting>();
    for (var section : earlier.sections()) {
      for (var entry : earlier.entries(section)) {
        if (!mine.contains(new Key(section, entry.key()))) {
          all.add(new Setting(section, entry.key(), entry.value()));
        }
      }
    }
    all.addAll(settings);
    return new MendFile(unit, place, rules, all);
  }

  /** What it says. */
  public String text() {
    var text = new StringBuilder("# Written by `qm verify --mend`, for ");
    text.append(String.join(", ", rules.stream().sorted().toList()));
    text.append(".\n# `qm verify --undo` takes it back.\n");
    var bySection = new LinkedHashMap<String, List<Setting>>();
    for (var setting : settings) {
      bySection.computeIfAbsent(setting.section(), _ -> new ArrayList<>()).add(setting);
    }
    bySection.forEach((section, lines) -> {
      text.append("\n[").append(section).append("]\n");
      lines.forEach(line -> text.append(line).append('\n'));
    });
    return text.toString();
  }
}
