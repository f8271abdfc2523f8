/**
 * The campaign: idle, a fault, idle again, judged, and the next.
 *
 * <p>In go probes, faults and budgets; out comes a {@link
 * dev.qm.assurance.prove.result.CampaignResult}. Start with {@code Campaign}.
 */
package dev.qm.assurance.prove.campaign;
