"""What every stage uses and none owns: actor, scope, access, refusals, `where`. No tables."""
