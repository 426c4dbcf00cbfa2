"""What every stage uses and none owns: actor, scope, access, refusals as pages, `where`. No tables."""
