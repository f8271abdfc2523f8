package dev.qm.packaging;

import java.util.Optional;

/** What a package's programs run on, under the names of both formats. */
public enum Architecture {
  /** No programs, or none of one processor. */
  ANY("noarch", "all"),
  /** 64 bit Intel and AMD. */
  X86_64("x86_64", "amd64"),
  /** 64 bit Arm. */
  AARCH64("aarch64", "arm64");

  private final String rpm;
  private final String deb;

  Architecture(String rpm, String deb) {
    this.rpm = rpm;
    this.deb = deb;
  }

  /** As rpm calls it. */
  public String rpm() {
    return rpm;
  }

  /** As dpkg calls it. */
  public String deb() {
    return deb;
  }

  /** What Java calls {@code os.arch}; empty for a processor that no package is made for. */
  public static Optional<Architecture> ofJava(String name) {
    return switch (name) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }
}
