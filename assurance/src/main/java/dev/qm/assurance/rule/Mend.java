package dev.qm.assurance.rule;

import java.util.List;

/**
 * The drop-in that closes a finding: podman-systemd.unit(5) for quadlets, systemd.unit(5) for other
 * units.
 *
 * @param unit whose drop-in it is, such as {@code qm.container} or {@code safety.slice}
 * @param place whose units those are
 * @param settings its lines, in order
 */
public record Mend(String unit, Place place, List<Setting> settings) {
  /** Whose folder of units a drop-in goes to. */
  public enum Place {
    /** The host's. */
    HOST,
    /** The partition's own, below its /etc. */
    PARTITION
  }

  /**
   * A line of it.
   *
   * @param section such as {@code Service}
   * @param value empty to forget what earlier lines said of a list
   * @param remark what a reader has to know of the value, a sentence; empty for most
   */
  public record Setting(String section, String key, String value, String remark) {
    /** One that needs no remark. */
    public Setting(String section, String key, String value) {
      this(section, key, value, "");
    }

    /**
     * A figure that closes the finding and that nobody has measured: what is enough, and what is
     * too much, only the system's own load tells.
     */
    public static Setting start(String section, String key, String value) {
      return new Setting(
          section,
          key,
          value,
          value + " is a start that nobody measured here: find out what is needed, and say that.");
    }

    @Override
    public String toString() {
      return key + "=" + value;
    }
  }

  /** Copies what it is given, so that nobody can change it. */
  public Mend {
    settings = List.copyOf(settings);
  }

  /** A drop-in of {@code qm.container} with one line. */
  public static Mend ofPartition(String section, String key, String value) {
    return new Mend("qm.container", Place.HOST, List.of(new Setting(section, key, value)));
  }

  /** The same with a figure that is to be measured. */
  public static Mend startOfPartition(String section, String key, String value) {
    return new Mend("qm.container", Place.HOST, List.of(Setting.start(section, key, value)));
  }
}
