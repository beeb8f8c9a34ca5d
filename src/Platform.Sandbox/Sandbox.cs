namespace Platform.Sandbox;
