using Relay.Local.Setup;

// Everything `relay` needs is installed here, idempotently, before the command itself runs.
var root = Repository.Find();
var setUpOnly = args is ["setup", ..];
try
{
    Prerequisites.Check();
    await NodePackages.InstallAsync(root);
    await PackageFeed.EnsureAsync(root);
    if (DebianProgram.IsNeeded(args.FirstOrDefault("")))
    {
        DebianProgram.Coturn.Ensure(root);
        DebianProgram.Chromium.Ensure(root);
    }

    Solution.Build(root, args.FirstOrDefault(""));
}
catch (SetupException failure)
{
    Console.Error.WriteLine();
    Console.Error.WriteLine("  set-up stopped: " + failure.Message);
    return 1;
}

return setUpOnly ? 0 : Solution.RunCommand(root, args);
