/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import java.util.List;

/**
 * How many attributes a table has, and who made them. An attribute counts once for each type of its values.
 *
 * @param signal the table
 * @param columns attributes that have a column, in some segment or memtable
 * @param restKeys attributes that are in a rest column somewhere, as there were too many
 * @param patterns keys that differ in digits alone, those of most attributes first; digits and long hexadecimal numbers as {@code #}
 * @param services that used most attributes first
 */
public record AttributeStats(Signal signal, int columns, int restKeys, List<Maker> patterns, List<Maker> services) {
    /**
     * Keys that look alike, or a service.
     *
     * @param name of the service, empty for none; or the pattern
     * @param attributes how many
     */
    public record Maker(String name, int attributes) {}
}
