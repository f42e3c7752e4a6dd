/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.record;

/** Takes the records of a source, one at a time. */
public interface RecordConsumer {
    /**
     * Takes one record, which is only lent for the call.
     *
     * @throws RejectedException when the record cannot be used
     */
    void accept(SourceRecord row) throws RejectedException;

    /** As {@link #accept}, but reports a record that cannot be used. */
    default void acceptOrReport(SourceRecord row, String source, Rejections rejections) {
        try {
            accept(row);
        } catch (RejectedException e) {
            rejections.add(source, row.line(), e.reason());
        }
    }
}
