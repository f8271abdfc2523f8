package dev.qm.assurance.rule;

import java.util.List;

/**
 * The drop-in that closes a finding: podman-systemd.unit(5), "Unit drop-ins".
 *
 * @param unit whose drop-in it is, such as {@code qm.container}
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
   */
  public record Setting(String section, String key, String value) {
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
}
