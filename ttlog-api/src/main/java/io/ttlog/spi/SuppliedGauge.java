/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

/** A series of a gauge whose value is asked for before it is read. */
public interface SuppliedGauge extends Series {
    /**
     * Asks the supplier, and keeps what it says for one reading. Runs code of the application, which may block for ever; what it
     * throws is a misuse, and then there is no value to read.
     */
    void ask();
}
