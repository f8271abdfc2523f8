package dev.qm.assurance.report;

import java.time.ZonedDateTime;

/**
 * What a report says of itself.
 *
 * @param at when was looked
 * @param machine its name, or the folder that an image lies in
 * @param version of qm
 */
public record ReportFacts(ZonedDateTime at, String machine, String version) {}
