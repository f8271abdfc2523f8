package dev.qm.assurance.verify;

import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Mend.Place;
import dev.qm.assurance.rule.Mend.Setting;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Line;
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

  private static final String REMARK = "# ";

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
    var values = new LinkedHashMap<Key, List<Setting>>();
    for (var mend : mends) {
      for (var entry : byKey(mend.settings()).entrySet()) {
        values.merge(entry.getKey(), entry.getValue(), MendFile::merged);
      }
    }
    var settings = new ArrayList<Setting>();
    values.values().forEach(settings::addAll);
    return settings;
  }

  private static Map<Key, List<Setting>> byKey(List<Setting> settings) {
    var values = new LinkedHashMap<Key, List<Setting>>();
    for (var setting : settings) {
      values
          .computeIfAbsent(new Key(setting.section(), setting.key()), _ -> new ArrayList<>())
          .add(setting);
    }
    return values;
  }

  /**
   * Each mend says a list anew as it was without one thing, so only one can be right at a time: the
   * others come of what is found afterwards.
   */
  private static List<Setting> merged(List<Setting> one, List<Setting> other) {
    return one.getFirst().value().isEmpty() ? one : other;
  }

  /**
   * Whether Quadlet makes a service of the unit. It reads drop-ins beside its own units alone, and
   * systemd none that lie there: podman-systemd.unit(5), systemd.unit(5).
   */
  public boolean isQuadlet() {
    return UnitType.ofFileName(unit).isPresent();
  }

  /** The form of the file, by who reads it. */
  public Dialect dialect() {
    return isQuadlet() ? Dialect.QUADLET : Dialect.SYSTEMD;
  }

  /**
   * Where it lands: the administrator's folder of who reads it.
   *
   * @param etc the partition's tree that is {@code /etc} inside
   */
  public String path(String etc) {
    var tree =
        switch (place) {
          case HOST -> "/etc";
          case PARTITION -> etc;
        };
    return tree + (isQuadlet() ? "/containers/systemd/" : "/systemd/system/") + unit + ".d/" + NAME;
  }

  /** This file with what an earlier one of it says of other keys. */
  public MendFile after(UnitFile earlier) {
    var mine = byKey(settings).keySet();
    var all = new ArrayList<Setting>();
    for (var section : earlier.sections()) {
      for (var entry : earlier.entries(section)) {
        if (!mine.contains(new Key(section, entry.key()))) {
          all.add(new Setting(section, entry.key(), entry.value(), remark(earlier, entry)));
        }
      }
    }
    all.addAll(settings);
    return new MendFile(unit, place, rules, all);
  }

  /** What stands right above a line of ours. */
  private static String remark(UnitFile earlier, Entry entry) {
    var above = "";
    for (var line : earlier.lines()) {
      if (line instanceof Line.Setting(var here, var _, var _, var _)
          && here.origin().equals(entry.origin())) {
        return above;
      }
      var text = line.raw().strip();
      above = text.startsWith(REMARK) ? text.substring(REMARK.length()) : "";
    }
    return "";
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
      for (var line : lines) {
        if (!line.remark().isEmpty()) {
          text.append(REMARK).append(line.remark()).append('\n');
        }
        text.append(line).append('\n');
      }
    });
    return text.toString();
  }
}
