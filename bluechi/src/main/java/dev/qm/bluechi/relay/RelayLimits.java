package dev.qm.bluechi.relay;

import java.time.Duration;

/**
 * What the relay allows at most, at each of its doors.
 *
 * @param connections that are open
 * @param strangers of these, those that have not said yet who they are
 * @param perAddress strangers from one address
 * @param perName connections that have said the same name
 * @param entry how long it may take to say who one is, and to be registered by the controller
 * @param connect how long a controller may take to be connected to, before the next one is tried
 * @param stall how long a side may not read what it is sent
 * @param longestMessage bytes of a message; the state of ten thousand units has three million
 */
public record RelayLimits(
    int connections,
    int strangers,
    int perAddress,
    int perName,
    Duration entry,
    Duration connect,
    Duration stall,
    int longestMessage) {
  /** What a fleet of a thousand nodes needs, in the memory that a command of qm has. */
  public static final RelayLimits USUAL =
      new RelayLimits(
          2048,
          256,
          32,
          4,
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          8 << 20);
}
