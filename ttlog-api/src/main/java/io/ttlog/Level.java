/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** Severity of a log event, least severe first. The ordinal is the wire value and never changes (RFC-0001). */
public enum Level {
    /** Finest detail, normally off. */
    TRACE,
    /** Detail for whoever debugs. */
    DEBUG,
    /** What happened, in the normal course of things. */
    INFO,
    /** Something that wants a look. */
    WARN,
    /** Something failed. */
    ERROR,
    /** The process cannot go on. */
    FATAL
}
