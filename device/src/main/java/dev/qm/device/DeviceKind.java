package dev.qm.device;

import java.util.List;

/**
 * A kind of devices that a container can ask for, and the names that the kernel's drivers give
 * their nodes: Documentation/admin-guide/devices.txt.
 */
public enum DeviceKind {
  /** Sound cards, ALSA. */
  AUDIO("audio"),
  /** Cameras, Video4Linux; media controllers and sub-devices are what a camera is set up by. */
  VIDEO("video"),
  /** Keyboards, mice, touch screens. */
  INPUT("input"),
  /** Virtual terminals. */
  TTYS("ttys"),
  /** Serial lines at USB. */
  TTY_USB("ttyUSB"),
  /** Digital television. */
  DVB("dvb"),
  /** Radio receivers, Video4Linux. */
  RADIO("radio"),
  /** The part of a graphics card that draws, without the one that owns the screen. */
  RENDER("gpu");

  private final String word;

  DeviceKind(String word) {
    this.word = word;
  }

  /** What the annotation calls it. */
  public String word() {
    return word;
  }

  /**
   * Names below {@code /dev}: {@code *} stands for any name, {@code #} at the end of one for a
   * number.
   */
  List<String> names() {
    return switch (this) {
      case AUDIO -> List.of("snd/*");
      case VIDEO -> List.of("video#", "media#", "v4l-subdev#");
      case INPUT -> List.of("input/*");
      case TTYS -> List.of("tty#");
      case TTY_USB -> List.of("ttyUSB#");
      case DVB -> List.of("dvb/adapter#/*");
      case RADIO -> List.of("radio#");
      case RENDER -> List.of("dri/renderD#");
    };
  }
}
