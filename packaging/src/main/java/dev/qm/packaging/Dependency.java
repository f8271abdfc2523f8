package dev.qm.packaging;

/**
 * A package that another one needs, wants, or does not go with.
 *
 * @param name the package's name
 * @param relation how its version compares; {@link Relation#ANY} when the version is empty
 * @param version as both formats have it
 */
public record Dependency(String name, Relation relation, String version) {
  /** How a version compares with the one named. */
  public enum Relation {
    /** Whatever it is. */
    ANY("", "", 0),
    /** Older. */
    LESS("<", "<<", 0x02),
    /** Older, or the same. */
    AT_MOST("<=", "<=", 0x0a),
    /** The same. */
    EQUAL("=", "=", 0x08),
    /** Newer, or the same. */
    AT_LEAST(">=", ">=", 0x0c),
    /** Newer. */
    MORE(">", ">>", 0x04);

    private final String sign;
    private final String deb;
    private final int rpm;

    Relation(String sign, String deb, int rpm) {
      this.sign = sign;
      this.deb = deb;
      this.rpm = rpm;
    }

    /** As people write it, and RPM. */
    public String sign() {
      return sign;
    }

    /** As Debian's policy has it. */
    public String deb() {
      return deb;
    }

    /** As the flags in the header of an RPM. */
    public int rpm() {
      return rpm;
    }
  }

  /** Any version. */
  public static Dependency on(String name) {
    return new Dependency(name, Relation.ANY, "");
  }
}
