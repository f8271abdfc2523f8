package dev.qm.assurance.asil;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The safety side of the machine: the units and slices of the host that the integrator names. Only
 * the integrator knows them, so what needs them says that it could not judge where nobody did.
 *
 * @param units what is named; at least one
 */
public record AsilSide(List<AsilUnit> units) {
  /**
   * Where the host names them: a section [Asil] with lines {@code Units=NAME NAME ...}, which add
   * up, and an empty one that takes back what stands before it, as in unit files.
   */
  public static final String FILE = "/etc/qm-assurance/asil.conf";

  private static final String SECTION = "Asil";
  private static final String KEY = "Units";

  /** Bytes. */
  private static final int LIMIT = 1 << 20;

  /** Copies what it is given, so that nobody can change it. */
  public AsilSide {
    units = List.copyOf(units);
  }

  /**
   * What {@link #FILE} below {@code root} names; nothing where there is no such file.
   *
   * @throws HostException when it cannot be read or understood, with file and line
   */
  public static Optional<AsilSide> read(Root root) throws HostException {
    var file = root.at(FILE);
    try {
      var text = new String(Bounded.bytes(file, LIMIT), StandardCharsets.UTF_8);
      return Optional.of(parse(file, text));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new HostException("cannot read which units are the ASIL side", failure);
    }
  }

  /**
   * The side that a command line names.
   *
   * @throws HostException for the first word that names no unit, or where there is none
   */
  public static AsilSide of(List<String> units) throws HostException {
    var named = new ArrayList<AsilUnit>();
    for (var unit : units) {
      named.add(AsilUnit.of(unit, Optional.empty()));
    }
    if (named.isEmpty()) {
      throw new HostException(
          "no unit of the ASIL side is named", "", "name one, such as brake.service");
    }
    return new AsilSide(named);
  }

  static AsilSide parse(Path file, String text) throws HostException {
    UnitFile unit;
    try {
      unit = UnitFile.parse(file, text, Dialect.SYSTEMD, SECTION);
    } catch (UnitSyntaxException wrong) {
      throw new HostException(wrong.origin() + ": " + wrong.what(), wrong.why(), wrong.mend());
    }
    refuseStrangers(unit);
    var named = new ArrayList<AsilUnit>();
    for (var entry : unit.values(SECTION, KEY)) {
      for (var word : KernelText.of(entry.value())) {
        named.add(AsilUnit.of(word, Optional.of(entry.origin())));
      }
    }
    if (named.isEmpty()) {
      throw new HostException(
          unit.header(SECTION).orElse(new Origin(file, 1)) + ": no unit is named",
          "a file that names nobody would make every check pass",
          "write [Asil] and below it Units= with the units of the safety software, or remove the"
              + " file");
    }
    return new AsilSide(named);
  }

  /**
   * Whether the unit is named, as an instance of a template too; a slice also when it lies in one
   * that is. For a service that lies in a named slice ask with its slice, or by its group.
   */
  public boolean hasUnit(String unit) {
    for (var named : units) {
      if (named.covers(unit)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the unit belongs to the side by its own name or by the slice that it lies in.
   *
   * @param slice the value of its {@code Slice=}, such as {@code safety-brake.slice}
   */
  public boolean hasUnit(String unit, String slice) {
    return hasUnit(unit) || hasUnit(slice);
  }

  /**
   * Whether what runs in a control group belongs to the side. Only what the host's systemd named
   * counts, the slices and the first unit below them: a unit names its own groups further down as
   * it likes, and the partition's may well be called {@code brake.service}.
   *
   * @param path below the mount of a hierarchy, such as {@code /safety.slice/brake.service}
   */
  public boolean hasGroup(String path) {
    for (var part : KernelText.split(path, '/')) {
      if (part.isEmpty()) {
        continue;
      }
      // systemd puts a line before names that the kernel could take for files of its own
      var unit = part.startsWith("_") ? part.substring(1) : part;
      if (hasUnit(unit)) {
        return true;
      }
      if (!unit.endsWith(".slice")) {
        return false;
      }
    }
    return false;
  }

  private static void refuseStrangers(UnitFile unit) throws HostException {
    for (var section : unit.sections()) {
      if (!section.equals(SECTION)) {
        throw new HostException(
            unit.header(section).orElseThrow() + ": there is no section [" + section + "]",
            "",
            "the section is [" + SECTION + "]");
      }
    }
    for (var entry : unit.entries(SECTION)) {
      if (!entry.key().equals(KEY)) {
        throw new HostException(
            entry.origin() + ": unknown key '" + entry.key() + "' in [" + SECTION + "]",
            "",
            "the key is " + KEY + "=, with names of units and slices and blanks between");
      }
    }
  }
}
