-- Readiness has lines about extras that nobody is offered yet; see src/domain/client/readiness.rs.
UPDATE clients SET judge_again_at = 0;
