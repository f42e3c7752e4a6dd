/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

/**
 * The symbols of fields that ttlog itself gives spans and their events, the same as those of OpenTelemetry's spans (RFC-0011).
 *
 * @param eventName of a log event that is an event of a span
 * @param links of a span
 * @param droppedEvents of a span with more than {@link ActiveSpan#EVENTS_MAX}
 * @param droppedLinks of a span with more than {@link SpanLinks#LINKS_MAX}, or more than a text or the record has room for
 * @param unfinished of a record of a span that has not ended
 */
record SpanKeys(int eventName, int links, int droppedEvents, int droppedLinks, int unfinished) {
    static SpanKeys of(Vocabulary keys) {
        return new SpanKeys(
                keys.symbol("event.name"),
                keys.symbol("links"),
                keys.symbol("otel.dropped_events_count"),
                keys.symbol("otel.dropped_links_count"),
                keys.symbol(UnfinishedSpans.KEY));
    }
}
