/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Weaves methods that are annotated with {@code io.ttlog.Instrument}, or with what OpenTelemetry and Micrometer have for that, so
 * that they call {@code io.ttlog.spi.Instrumented}.
 *
 * <p>A <i>point</i> is a method to weave and how. {@link io.ttlog.agent.WeavingPlugin} finds the points of a class and weaves them; it is what a
 * build uses. {@link io.ttlog.agent.Premain} is the Java agent: its {@code WeavingTransformer} looks at each class that the JVM loads,
 * and gives the few that mention an annotation to the plug-in. {@code SelfAttach} starts the agent in a running JVM.
 *
 * <p>Whatever goes wrong with a class is reported once, on standard error, and leaves the class as it was. Annotations go by their names:
 * nothing of the application is loaded to look at it. Transformers run in whichever thread loads a class; the plug-in and what it
 * makes belong to that call.
 *
 * <p>Imports Byte Buddy, which nothing else in ttlog does, and of ttlog the API's {@code spi} for {@code SelfAttach} alone: the jar of
 * the agent is without ttlog-api.
 */
@NullMarked
package io.ttlog.agent;

import org.jspecify.annotations.NullMarked;
