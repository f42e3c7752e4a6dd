/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.List;

/** Where a series belongs: its metric and its labels, names and values in turn, ordered by name. */
record SeriesKey<S>(Instrument<S> instrument, List<String> labels) {}
