package dev.qm.bluechi.agent;

import java.time.Duration;

/**
 * What happens when no controller can be reached for long: a unit is started, such as a target that
 * lets this node go on alone, and it is stopped when a controller is there again.
 *
 * @param unit its name
 * @param after how long
 */
public record LossPolicy(String unit, Duration after) {}
