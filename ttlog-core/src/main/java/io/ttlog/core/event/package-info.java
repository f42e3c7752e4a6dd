/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The binary event (RFC-0001): how one log event, span or metric reading lies in a byte array, who writes it
 * ({@link io.ttlog.core.event.EventEncoder}) and who reads it ({@link io.ttlog.core.event.EventReader}). In files and on wires events are
 * <em>packed</em> (RFC-0008): {@link io.ttlog.core.event.EventPacker}, {@link io.ttlog.core.event.EventUnpacker}.
 *
 * <p>Vocabulary: a <em>symbol</em> is a string known by a small number, a <em>template</em> is the text of a log call
 * with named holes, a <em>field</em> is a key symbol with a typed value, a <em>shape</em> is what all events of a call site have in
 * common, a <em>kept text</em> is one that is named by a number when it comes again in the same frame. Encoders and readers belong to one thread;
 * {@link io.ttlog.core.event.Symbols} is shared by all. The package knows neither rings nor sinks.
 */
@NullMarked
package io.ttlog.core.event;

import org.jspecify.annotations.NullMarked;
