using Platform.Server.Commands;

return await ServerCommand.RunAsync(args);
