UPDATE clients SET judge_again_at = 0;
