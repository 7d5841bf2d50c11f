-- Readiness has lines about settings that keep everybody out; see src/domain/client/unbuilt.rs.
UPDATE clients SET judge_again_at = 0;
