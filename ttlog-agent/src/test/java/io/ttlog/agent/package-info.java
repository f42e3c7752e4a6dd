/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.ttlog.agent;

import org.jspecify.annotations.NullMarked;
